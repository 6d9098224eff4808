/** No check at all. */
export function prepare() {
  return () => [];
}

export function fieldsOf() {
  return [];
}
