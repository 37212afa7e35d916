const KEPT = 20;

/** Titles in the order they come on the air, by their places on the channel's count. */
export class TitleLog<Title> {
  readonly #entries: { position: number; title: Title }[] = [];

  constructor(private readonly initial: Title) {}

  /** From `position` on it is this title; what was planned for later is off. */
  set(title: Title, position: number): void {
    while ((this.#entries.at(-1)?.position ?? -Infinity) >= position) this.#entries.pop();
    this.#entries.push({ position, title });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  at(position: number): Title {
    return this.#entries.findLast((entry) => entry.position <= position)?.title ?? this.#entries[0]?.title ?? this.initial;
  }
}
