/**
 * How far apart two colours look, to people with any kind of colour vision. For tests.
 *
 * Luo, M. R., Cui, G., Li, C. (2006). Uniform colour spaces based on CIECAM02 colour appearance model. Color Research
 * and Application 31, 320-330 (CAM02-UCS; the viewing conditions of sRGB).
 * Machado, G. M., Oliveira, M. M., Fernandes, L. A. F. (2009). A physiologically-based model for simulation of color
 * vision deficiency. IEEE Transactions on Visualization and Computer Graphics 15, 1291-1298 (severity 1).
 */

type Triple = [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

export type Sight = "full" | "protanopia" | "deuteranopia" | "tritanopia";

export const SIGHTS: readonly Sight[] = ["full", "protanopia", "deuteranopia", "tritanopia"];

const SEEN: Record<Exclude<Sight, "full">, Matrix> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const TO_XYZ: Matrix = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];
const CAT02: Matrix = [
  [0.7328, 0.4296, -0.1624],
  [-0.7036, 1.6975, 0.0061],
  [0.003, 0.0136, 0.9834],
];
const BACK_AND_HUNT: Matrix = [
  // The inverse of CAT02 and then the cones of Hunt, Pointer and Estevez.
  [0.7409791, 0.2180252, 0.0410057],
  [0.2853533, 0.6242016, 0.0904451],
  [-0.0096276, -0.005698, 1.0153256],
];
const WHITE: Triple = [95.047, 100, 108.883];
const LIGHT = 64 / Math.PI / 5; // candela per square metre: a fifth of a white page under 64 lux
const GROUND = 20; // relative luminance of what is around

/** Lightness, redness and yellowness on the scale on which a distance of 1 can just be seen. */
export function appearance(colour: string, sight: Sight = "full"): Triple {
  const light = linear(colour);
  const seen = sight === "full" ? light : (times(SEEN[sight], light).map(clipped) as Triple);
  return appearanceOf(times(TO_XYZ, seen).map((part) => 100 * part) as Triple);
}

/** Distance of two colours in CAM02-UCS. */
export function colourDistance(one: string, other: string, sight: Sight = "full"): number {
  const [a, b] = [appearance(one, sight), appearance(other, sight)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function appearanceOf(xyz: Triple): Triple {
  const k = 1 / (5 * LIGHT + 1);
  const level = 0.2 * k ** 4 * 5 * LIGHT + 0.1 * (1 - k ** 4) ** 2 * Math.cbrt(5 * LIGHT);
  const n = GROUND / WHITE[1];
  const around = 0.725 * n ** -0.2;
  const white = cones(WHITE, level);
  const [r, g, b] = cones(xyz, level);
  const [a, t] = [r - (12 * g) / 11 + b / 11, (r + g - 2 * b) / 9];
  const hue = Math.atan2(t, a);
  const bright = (2 * r + g + b / 20 - 0.305) * around;
  const whitest = (2 * white[0] + white[1] + white[2] / 20 - 0.305) * around;
  const lightness = 100 * (bright / whitest) ** (0.69 * (1.48 + Math.sqrt(n)));
  const eccentric = (Math.cos(hue + 2) + 3.8) / 4;
  const strength = ((50_000 / 13) * around * eccentric * Math.hypot(a, t)) / (r + g + (21 * b) / 20);
  const chroma = strength ** 0.9 * Math.sqrt(lightness / 100) * (1.64 - 0.29 ** n) ** 0.73;
  const colourful = Math.log1p(0.0228 * chroma * level ** 0.25) / 0.0228;
  return [(1.7 * lightness) / (1 + 0.007 * lightness), colourful * Math.cos(hue), colourful * Math.sin(hue)];
}

/** What the cones of an eye adapted to the white answer. */
function cones(xyz: Triple, level: number): Triple {
  const adapted = 1 - (1 / 3.6) * Math.exp((-LIGHT - 42) / 92);
  const white = times(CAT02, WHITE);
  const light = times(CAT02, xyz).map((part, at) => {
    return part * ((adapted * WHITE[1]) / (white[at] as number) + 1 - adapted);
  }) as Triple;
  return times(BACK_AND_HUNT, light).map((part) => {
    const answer = ((level * Math.abs(part)) / 100) ** 0.42;
    return (Math.sign(part) * 400 * answer) / (answer + 27.13) + 0.1;
  }) as Triple;
}

function linear(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

function clipped(part: number): number {
  return Math.min(1, Math.max(0, part));
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple;
}
