// Match the districts of before with those of now, one to one, so that the most units stay (assignment problem).
// Hungarian method with potentials, as in Kuhn (1955) and Munkres (1957); rows are few, a city has some 30 districts.

/** The column that every row is matched with; -1 where there are fewer columns. `stay[row][column]` is maximised. */
export function mostStaying(stay: readonly (readonly number[])[]): number[] {
  const rows = stay.length;
  const columns = stay[0]?.length ?? 0;
  const size = Math.max(rows, columns);
  const cost = (row: number, column: number): number => -(stay[row - 1]?.[column - 1] ?? 0);
  const rowPrice = new Float64Array(size + 1);
  const columnPrice = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1); // row matched with a column; 0: none
  for (let row = 1; row <= size; row++) {
    const before = new Int32Array(size + 1);
    const least = new Float64Array(size + 1).fill(Infinity);
    const used = new Uint8Array(size + 1);
    let column = 0;
    rowOf[0] = row;
    do {
      used[column] = 1;
      const from = rowOf[column]!;
      let delta = Infinity;
      let nearest = 0;
      for (let next = 1; next <= size; next++) {
        if (used[next]) continue;
        const reduced = cost(from, next) - rowPrice[from]! - columnPrice[next]!;
        if (reduced < least[next]!) {
          least[next] = reduced;
          before[next] = column;
        }
        if (least[next]! < delta) {
          delta = least[next]!;
          nearest = next;
        }
      }
      for (let next = 0; next <= size; next++) {
        if (used[next]) {
          rowPrice[rowOf[next]!]! += delta;
          columnPrice[next]! -= delta;
        } else least[next]! -= delta;
      }
      column = nearest;
    } while (rowOf[column] !== 0);
    // Turn the path of alternating edges round.
    while (column !== 0) {
      const previous = before[column]!;
      rowOf[column] = rowOf[previous]!;
      column = previous;
    }
  }
  const matched = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column]!;
    if (row >= 1 && row <= rows) matched[row - 1] = column - 1;
  }
  return matched;
}
