import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { inWords, minutes, type Line } from './chartWords.js';
import { KEPT_SECONDS } from '../overview/history.js';
import { useTheme } from './theme.js';

const HEIGHT = 150;
/** What a chart spans before there is more to draw. */
const LEAST_SECONDS = 120;

interface Props {
  title: string;
  /** What a value is of, such as `ms` or `/s`. */
  unit: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  format: (value: number | null | undefined) => string;
}

/** A chart of the last ten minutes. Who cannot see it has the same in words and as a table. */
export function Chart({ title, unit, times, lines, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const theme = useTheme();
  const names = lines.map((line) => line.name).join('|');

  useEffect(() => {
    const element = place.current!;
    const chart = new uPlot(options(element, lines, format), data(times, lines), element);
    plot.current = chart;
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [names, theme]);

  useEffect(() => plot.current?.setData(data(times, lines)), [times, lines]);

  const words = useMemo(() => inWords(lines, format, unit), [lines]);
  return (
    <figure class="panel chart">
      <figcaption>
        <span class="chart-title">
          {title} <span class="muted">{unit}</span>
        </span>
        <ul class="legend">
          {lines.map((line, i) => (
            <li>
              <span class={`swatch series-${(i % 4) + 1}`} aria-hidden="true" />
              {line.name} <b>{format(line.values.at(-1))}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} role="img" aria-label={`${title}, the last ten minutes. ${words}`} />
      <details class="small">
        <summary>As a table</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={`${title}, by minute`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Minute</th>
                {lines.map((line) => (
                  <th scope="col" class="number">
                    {line.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {minutes(times, lines).map((row) => (
                <tr>
                  <td>{minute(row.at)}</td>
                  {row.means.map((mean) => (
                    <td class="number">{format(mean)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function data(times: number[], lines: Line[]): uPlot.AlignedData {
  return [times, ...lines.map((line) => line.values)];
}

function options(element: HTMLElement, lines: Line[], format: Props['format']): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => resolved(element, style, name);
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true, range: (_, min, max) => [Math.max(max - KEPT_SECONDS, Math.min(min, max - LEAST_SECONDS)), max] },
      y: { range: (_, __, max) => [0, Math.max(4, (max ?? 0) * 1.15)] },
    },
    axes: [
      { ...axis, space: 70, size: 28, incrs: [30, 60, 120, 300], values: (_, ticks) => ticks.map(minute) },
      { ...axis, space: 32, size: 52, values: (_, ticks) => ticks.map((tick) => format(tick)) },
    ],
    series: [
      {},
      ...lines.map((line, i) => ({
        label: line.name,
        stroke: colour(`--series-${(i % 4) + 1}`),
        width: 2,
        ...(i >= 4 ? { dash: [6, 4] } : {}),
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}

/** A canvas knows no custom properties: what the browser makes of one, as it is now. */
function resolved(element: HTMLElement, style: CSSStyleDeclaration, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const colour = style.color;
  element.style.color = before;
  return colour;
}

function minute(at: number): string {
  return new Date(at * 1000).toLocaleTimeString('en-GB', at % 60 === 0 ? { hour: '2-digit', minute: '2-digit' } : {});
}
