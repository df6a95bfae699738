const width = 30;

export interface Terminal {
  readonly isTTY: boolean;
  write(text: string): void;
}

/** Shows how far the import is: one line that is drawn again on a terminal, plain lines elsewhere. */
export interface Progress {
  /** `done` of all are through, for `label`. */
  show(done: number, label: string): void;
  /** Writes a line above it. */
  readonly say: (line: string) => void;
  end(): void;
}

export function progressBar(terminal: Terminal, total: number): Progress {
  let drawn = '';
  const draw = (line: string): void => {
    drawn = line;
    terminal.write(terminal.isTTY ? `\r\u001B[K${line}` : `${line}\n`);
  };
  return {
    show(done, label) {
      const filled = Math.round((width * done) / total);
      const bar = `[${'█'.repeat(filled)}${'·'.repeat(width - filled)}]`;
      const line = `${String(done).padStart(String(total).length)}/${total} samples  ${label}`;
      draw(terminal.isTTY ? `${bar} ${line}` : line);
    },
    say: (line) => {
      terminal.write(terminal.isTTY ? `\r\u001B[K${line}\n${drawn}` : `${line}\n`);
    },
    end() {
      if (terminal.isTTY) terminal.write('\n');
    },
  };
}
