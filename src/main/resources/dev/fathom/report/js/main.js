// Everything in its place.

listenForCopies();
setUpMaps();
setUpHeat();
setUpCharts();
setUpTrials();
setUpThemes();
setUpPrint();
if (data.cells.length) choose(state.panel, state.depth);
else document.querySelector(".explore").hidden = true;
