/**
 * The bytes of a module that a script carries as text: a character a byte.
 *
 * @param {string} text
 */
export function decode(text) {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
