const shapePattern = /^[a-z][a-z0-9_]{0,31}$/;

/** The name of a projections' shape as it stands in the names of tables and collections. Throws on anything but a plain word. */
export function checkedShape(shape: string): string {
  if (!shapePattern.test(shape))
    throw new TypeError(`A shape is named by a-z, 0-9 and _, not by ${JSON.stringify(shape)}`);
  return shape;
}
