// Draws each [data-chart] from the JSON beside it. Without this file the table says the same.
(() => {
  const drawn = [];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const draw = (element) => {
    const given = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    element.hidden = false;
    const chart = echarts.init(element, null, { renderer: "svg" });
    const ink = css("--tblr-secondary");
    const line = css("--chart-line");
    const last = given.categories.length - 1;
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "inherit" },
      grid: { left: 4, right: 4, top: 8, bottom: 20 },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true },
      xAxis: {
        type: "category", data: given.categories, boundaryGap: false,
        axisTick: { show: false }, axisLine: { lineStyle: { color: css("--tblr-border-color") } },
        axisLabel: {
          color: ink, fontSize: 12, alignMinLabel: "left", alignMaxLabel: "right",
          interval: (index) => index === 0 || index === last,
        },
      },
      yAxis: { type: "value", min: 0, show: false },
      series: [{
        type: "line", data: given.values, connectNulls: false, symbol: "circle", symbolSize: 5,
        itemStyle: { color: line }, lineStyle: { color: line, width: 2 }, areaStyle: { color: line, opacity: 0.12 },
      }],
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
