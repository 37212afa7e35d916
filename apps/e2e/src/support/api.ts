/** The answer of a call, whatever its status. */
export interface Answer {
  status: number;
  body: Record<string, unknown> & { error?: { code: string; message: string; details: Record<string, unknown> } };
}

/** Speaks to a station's HTTP API as a program would. */
export class Api {
  constructor(
    private readonly base: string,
    private readonly token?: string,
  ) {}

  as(token: string): Api {
    return new Api(this.base, token);
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  }

  get = (path: string): Promise<Answer> => this.call('GET', path);
  post = (path: string, body: unknown = {}): Promise<Answer> => this.call('POST', path, body);
  put = (path: string, body: unknown): Promise<Answer> => this.call('PUT', path, body);

  /** A listener's own token. */
  async guest(): Promise<Api> {
    const { body } = await this.post('/api/v1/auth/guest');
    return this.as(String(body['token']));
  }
}
