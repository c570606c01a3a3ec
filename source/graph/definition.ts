/** What a kind of graph is: its y axis and its layers. One file a kind. */
import type { Tone } from './cells.ts';
import type { Layer } from './layers.ts';
import type { Unit } from './scales.ts';
import type { DirectionSeries } from './series.ts';

export interface LegendEntry {
  /** How it looks without colour: a letter or a shape. */
  sign: string;
  text: string;
  tone: Tone;
}

export interface GraphDefinition {
  title: string;
  unit: Unit;
  /** The y axis begins at 0, whatever the values. */
  fromZero: boolean;
  /** Of its shapes; the letters in view are added to it. */
  legend: readonly LegendEntry[];
  /** Weakest first: later layers are drawn over earlier ones. */
  layers(direction: DirectionSeries): Layer[];
}
