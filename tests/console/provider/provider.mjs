// A provider for tests: whoever types a name is that person; what is known of them is the JSON in ACCOUNTS.
import { Provider } from 'oidc-provider';

const accounts = JSON.parse(process.env.ACCOUNTS);
const provider = new Provider(process.env.ISSUER, {
  clients: [{
    client_id: 'koinon', client_secret: process.env.SECRET, redirect_uris: [process.env.REDIRECT_URI],
    grant_types: ['authorization_code'], response_types: ['code'],
  }],
  claims: { openid: ['sub', 'amr'], profile: ['preferred_username', 'given_name', 'family_name', 'groups', 'municipality'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['tests'] },
  pkce: { required: () => true },
  findAccount: (ctx, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid profile');
    await grant.save();
    return grant;
  },
});
provider.listen(Number(new URL(process.env.ISSUER).port), '127.0.0.1', () => console.log('listening'));
