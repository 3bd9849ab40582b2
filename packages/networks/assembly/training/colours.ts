/**
 * Turns the hue and multiplies the saturation of `pixels` pixels [pixels][3] f32 of red, green and blue from -1 to 1, in place, by the
 * model of hue, saturation and value.
 *
 * @param hue in turns, from -1 to 1
 * @param saturation a saturation above 1 becomes 1
 */
export function adjustColours(image: usize, pixels: usize, hue: f64, saturation: f64): void {
  const end = image + pixels * 12;
  for (let p = image; p !== end; p += 12) {
    const red = share(load<f32>(p));
    const green = share(load<f32>(p, 4));
    const blue = share(load<f32>(p, 8));
    const most = Math.max(red, Math.max(green, blue));
    const range = most - Math.min(red, Math.min(green, blue));
    // Grey has neither.
    if (range === 0.0) continue;
    const sextant = wrap(hueOf(red, green, blue, most, range) + 6.0 * hue);
    const chroma = most * Math.min(1.0, (range / most) * saturation);
    store<f32>(p, seen(most, chroma, wrap(sextant + 5.0)));
    store<f32>(p, seen(most, chroma, wrap(sextant + 3.0)), 4);
    store<f32>(p, seen(most, chroma, wrap(sextant + 1.0)), 8);
  }
}

/** -1 to 1 as 0 to 1. */
function share(value: f32): f64 {
  return (<f64>value + 1.0) * 0.5;
}

/** In sixths of a turn: 0 is red, 2 green, 4 blue. */
function hueOf(red: f64, green: f64, blue: f64, most: f64, range: f64): f64 {
  if (most === red) return (green - blue) / range;
  return most === green ? 2.0 + (blue - red) / range : 4.0 + (red - green) / range;
}

/** A number of sixths from 0 to below 6 that is a whole number of turns away. */
function wrap(sixths: f64): f64 {
  return sixths - 6.0 * Math.floor(sixths / 6.0);
}

/** A channel of a colour, -1 to 1; `place` is 5, 3 or 1 sixths more than the hue, of red, green and blue. */
function seen(most: f64, chroma: f64, place: f64): f32 {
  const lack = Math.max(0.0, Math.min(1.0, Math.min(place, 4.0 - place)));
  return <f32>(2.0 * (most - chroma * lack) - 1.0);
}
