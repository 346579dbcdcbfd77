/** Return the name under which the class of a kind is kept: the same for all orders of its words, as months differ. */
export function kindKey(words: string): string {
  return words.split(" ").toSorted().join(" ");
}
