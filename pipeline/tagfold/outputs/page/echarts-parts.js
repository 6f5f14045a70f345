// What the page uses of Apache ECharts; README.md says how echarts.min.js is made of it.
import { use } from "echarts/core";
import { BarChart, HeatmapChart, LineChart, MapChart, TreemapChart } from "echarts/charts";
import { GeoComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapContinuousComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, HeatmapChart, LineChart, MapChart, TreemapChart, GeoComponent, GridComponent, LegendComponent,
  TooltipComponent, VisualMapContinuousComponent, SVGRenderer,
]);

export { init, registerMap } from "echarts/core";
