// Draws each [data-chart] from the JSON beside it. Without this file the table says the same.
(() => {
  const drawn = [];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const draw = (element) => {
    const given = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    element.hidden = false;
    const chart = echarts.init(element, null, { renderer: "svg" });
    const ink = css("--tblr-secondary") || "#667382";
    chart.setOption({
      animation: false,
      color: ["#b3261e", "#2f6f9f", "#b7791f", "#3f7d4e", "#6b5b95"],
      textStyle: { fontFamily: "inherit" },
      grid: { left: 8, right: 8, top: given.series.length > 1 ? 34 : 12, bottom: 4, containLabel: true },
      legend: { show: given.series.length > 1, top: 0, textStyle: { color: ink } },
      tooltip: { trigger: "axis", renderMode: "richText" },
      xAxis: { type: "category", data: given.categories, axisLabel: { color: ink } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: css("--tblr-border-color") } } },
      series: given.series,
    }, true);
    drawn.push(chart);
  };
  document.querySelectorAll("[data-chart]").forEach(draw);
  addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
  document.addEventListener("theme-changed", () => {
    drawn.splice(0).forEach((chart) => chart.dispose());
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
})();
