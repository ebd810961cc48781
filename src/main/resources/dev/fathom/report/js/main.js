// Everything in its place.

listenForCopies();
setUpMaps();
setUpHeat();
setUpCharts();
setUpHistograms();
setUpTrials();
setUpPictures();
setUpThemes();
setUpPrint();
if (data.cells.length) setUpAddress();
else document.querySelector(".explore").hidden = true;
