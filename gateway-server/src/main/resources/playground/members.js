/** Who is in a room that knows its members: the answer to `presence`, and the events that follow it. */

export const MOST_LISTED = 100;

export class Members {
  #sessions = new Map(); // session → user, or null
  #spoken = new Map(); // session → {name, hue}, as it called itself
  #count = 0;
  #self = null;
  #onChange;

  /** `onChange(others, count)` gets the others as `{name, hue}`, and how many are there, this page included. */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Begins with an answer to `presence`. */
  start(self, { count, members }) {
    this.#self = self;
    this.#sessions = new Map(members.map(({ session, user }) => [session, user]));
    this.#set(count);
  }

  arrived({ count, members = [] }) {
    for (const { session, user } of members) {
      if (this.#sessions.size < MOST_LISTED) this.#sessions.set(session, user);
    }
    this.#set(count);
  }

  departed({ count, members = [] }) {
    for (const { session } of members) {
      this.#sessions.delete(session);
      this.#spoken.delete(session);
    }
    this.#set(count);
  }

  /** A member has said something, and what it calls itself. */
  spoke(session, { name, hue }) {
    if (!name || !this.#sessions.has(session) || this.#spoken.get(session)?.name === name) return;
    this.#spoken.set(session, { name, hue });
    this.#set(this.#count);
  }

  #set(count) {
    this.#count = count;
    const others = [...this.#sessions].filter(([session]) => session !== this.#self);
    this.#onChange(
      others.map(([session, user]) => ({ name: user ?? `session ${session.slice(0, 6)}`, ...this.#spoken.get(session) })),
      count,
    );
  }
}
