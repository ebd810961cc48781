// The state in the address: #/panel/depth/initializer/setting, with back and forward.

const ANY = "-";

function address() {
  const parts = [
    data.panels[state.panel],
    state.depth,
    state.picked === null ? ANY : data.initializers[state.picked],
    state.setting === BEST ? ANY : data.settings[state.setting],
  ];
  return "#/" + parts.map(encodeURIComponent).join("/");
}

/** Chooses, and leaves the place before in the history. */
function go(panel, depth, initializer, setting) {
  choose(panel, depth, initializer, setting);
  if (address() !== location.hash) history.pushState(null, "", address());
}

/** What the address says, or the state that the page opens with; an anchor of a section is neither. */
function readAddress() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const [panel, depth, initializer, setting] = location.hash.slice(2).split("/").map(decodeURIComponent);
  const at = data.panels.indexOf(panel);
  const picked = data.initializers.indexOf(initializer);
  if (at < 0) return choose(data.focus.panel, data.focus.depth, null, BEST);
  choose(at, Number(depth), picked < 0 ? null : picked, data.settings.indexOf(setting));
}

function setUpAddress() {
  addEventListener("popstate", readAddress);
  readAddress();
}
