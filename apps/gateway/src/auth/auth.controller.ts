import { Controller } from '@nestjs/common';
import { Access } from '../endpoint/access';
import { Endpoint } from '../endpoint/endpoint';
import { Input } from '../endpoint/input.decorator';
import { CreateGuestInput, GuestTokenView } from './auth.dto';
import { GuestTokens } from './guest-tokens';

/** Tokens for people without an account. */
@Controller()
export class AuthController {
  constructor(private readonly guests: GuestTokens) {}

  @Access('public')
  @Endpoint({
    method: 'POST', path: '/api/v1/auth/guest', id: 'createGuest', tag: 'Auth', summary: 'Become a guest', status: 201,
    description: 'A token for somebody who has no account: enough to ask for songs and to vote. Keep it; a new one is a new user.',
    input: CreateGuestInput, reply: GuestTokenView, limit: 'guest-creation',
  })
  create(@Input() input: CreateGuestInput): Promise<GuestTokenView> {
    return this.guests.create(input.name);
  }
}
