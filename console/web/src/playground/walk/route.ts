/** A town on the way. Degrees, and how far it is along the way: 0 to 1. */
export interface Town {
  name: string;
  lat: number;
  lng: number;
  share: number;
}

export interface Point {
  x: number;
  y: number;
}

/** The map's measures. */
export const WIDTH = 640;
export const HEIGHT = 400;
const MARGIN = { left: 60, right: 70, top: 36, bottom: 36 };

const PLACES: [string, number, number][] = [
  ['Canterbury', 51.2802, 1.0789],
  ['Calais', 50.9513, 1.8587],
  ['Arras', 50.291, 2.7775],
  ['Reims', 49.2583, 4.0317],
  ['Besançon', 47.2378, 6.0241],
  ['Lausanne', 46.5197, 6.6323],
  ['Great St Bernard Pass', 45.8689, 7.1706],
  ['Aosta', 45.737, 7.3201],
  ['Pavia', 45.1847, 9.1582],
  ['Lucca', 43.8429, 10.5027],
  ['Siena', 43.3188, 11.3308],
  ['Viterbo', 42.4173, 12.1047],
  ['Rome', 41.9028, 12.4964],
];

/** The simulator's way, the old pilgrims' one from Canterbury to Rome. */
export const TOWNS: Town[] = measured();

/** Where on the map a town is. */
export function place({ lat, lng }: { lat: number; lng: number }): Point {
  const first = PLACES[0]!;
  const last = PLACES.at(-1)!;
  return {
    x: MARGIN.left + ((lng - first[2]) / (last[2] - first[2])) * (WIDTH - MARGIN.left - MARGIN.right),
    y: MARGIN.top + ((first[1] - lat) / (first[1] - last[1])) * (HEIGHT - MARGIN.top - MARGIN.bottom),
  };
}

/** Where somebody is who has come this share of the way. */
export function along(share: number): Point {
  const next = Math.max(1, TOWNS.findIndex((town) => town.share >= share));
  const from = TOWNS[next - 1]!;
  const to = TOWNS[next]!;
  const part = Math.min(1, Math.max(0, (share - from.share) / (to.share - from.share)));
  return place({ lat: from.lat + part * (to.lat - from.lat), lng: from.lng + part * (to.lng - from.lng) });
}

function measured(): Town[] {
  let walked = 0;
  const towns = PLACES.map(([name, lat, lng], i) => {
    const before = PLACES[i - 1];
    walked += before ? distance(before[1], before[2], lat, lng) : 0;
    return { name, lat, lng, share: walked };
  });
  return towns.map((town) => ({ ...town, share: town.share / walked }));
}

/** Great-circle distance, in radians. */
function distance(lat1: number, lng1: number, lat2: number, lng2: number): number {
  const radians = Math.PI / 180;
  const h =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lng2 - lng1) * radians) / 2) ** 2;
  return 2 * Math.asin(Math.sqrt(h));
}
