// An OpenID provider for tests: the certified oidc-provider with three clients and one person.
//
//   node provider.mjs PORT KEYS LIFETIME    PORT on 127.0.0.1; KEYS is where its private keys are kept; LIFETIME of access tokens in seconds
//
// Beside what OpenID asks for: POST /test/keys makes other keys, POST /test/approve?user_code=CODE and /test/deny play the person
// in front of the browser.
import { createServer } from 'node:http';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [port, keysFile, lifetime] = process.argv.slice(2);
const require = createRequire(process.env.OIDC_PROVIDER);
const { default: Provider, errors } = await import(pathToFileURL(require.resolve('oidc-provider')));
const { createLocalJWKSet, jwtVerify } = await import(pathToFileURL(require.resolve('jose')));

const issuer = `http://127.0.0.1:${port}`;
const audience = 'gateway';
const resource = 'urn:gateway';
const groups = { build: ['ci'], alice: ['dev', 'corp'] };
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

function keys(makeOthers) {
  if (makeOthers || !existsSync(keysFile)) {
    // Not by privateKey.export(): a collection of garbage in the midst of it, which ends the job that made the pair, waits for ever for
    // the lock that the export holds (Node.js 20; one start in hundreds).
    const encoding = { format: 'jwk' };
    const jwk = (type, options, more) => ({
      ...generateKeyPairSync(type, { ...options, publicKeyEncoding: encoding, privateKeyEncoding: encoding }).privateKey,
      use: 'sig',
      kid: randomUUID(),
      ...more,
    });
    writeFileSync(keysFile, JSON.stringify([
      jwk('ec', { namedCurve: 'P-256' }, { alg: 'ES256' }), jwk('rsa', { modulusLength: 2048 }, { alg: 'RS256' }),
    ]));
  }
  return JSON.parse(readFileSync(keysFile, 'utf8'));
}

// Outlives a change of keys, which the provider's own memory does not.
const given = new Map();
class Given {
  constructor(name) { this.name = name; }
  #find(wanted) { return [...given].filter(([key]) => key.startsWith(`${this.name}:`)).map(([, value]) => value).find(wanted); }
  async upsert(id, payload) { given.set(`${this.name}:${id}`, payload); }
  async find(id) { return given.get(`${this.name}:${id}`); }
  async findByUserCode(userCode) { return this.#find((value) => value.userCode === userCode); }
  async findByUid(uid) { return this.#find((value) => value.uid === uid); }
  async consume(id) { given.get(`${this.name}:${id}`).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { given.delete(`${this.name}:${id}`); }
  async revokeByGrantId(grantId) { for (const [key, value] of given) if (value.grantId === grantId) given.delete(key); }
}

// RFC 8693: a token that this provider signed for the gateway becomes one of the same person for another audience.
async function exchanged(provider, ctx) {
  const { subject_token: subject, audience: wanted } = ctx.oidc.params;
  const known = createLocalJWKSet({ keys: keys(false).map(({ d, p, q, dp, dq, qi, ...shown }) => shown) });
  const { payload } = await jwtVerify(subject, known, { issuer, audience }).catch(() => { throw new errors.InvalidGrant('no token of ours'); });
  if (wanted !== 'nexus') throw new errors.InvalidTarget();
  const token = new provider.AccessToken({ accountId: payload.sub, client: ctx.oidc.client, scope: 'read' });
  token.resourceServer = new provider.ResourceServer('urn:nexus', {
    scope: 'read', audience: wanted, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } },
  });
  ctx.body = {
    access_token: await token.save(), issued_token_type: 'urn:ietf:params:oauth:token-type:access_token', token_type: 'Bearer', expires_in: Number(lifetime),
  };
}

function create(makeOthers) {
  const provider = new Provider(issuer, {
    adapter: Given,
    jwks: { keys: keys(makeOthers) },
    clients: [
      {
        client_id: 'build', client_secret: 'build-secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
      },
      {
        // What has to be escaped in Basic credentials is in both.
        client_id: 'edge:1', client_secret: 'edge+secret%1/', grant_types: [exchange], redirect_uris: [], response_types: [],
      },
      {
        client_id: 'relay', token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: [], response_types: [],
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      },
    ],
    scopes: ['openid', 'offline_access', 'read'],
    ttl: { AccessToken: Number(lifetime), ClientCredentials: Number(lifetime), DeviceCode: 600, RefreshToken: 3600, IdToken: 600, Grant: 3600 },
    extraTokenClaims: (ctx, token) => ({ groups: groups[token.accountId ?? token.clientId] ?? [] }),
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'read', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
      },
    },
  });
  provider.registerGrantType(
    exchange, (ctx) => exchanged(provider, ctx), ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'resource', 'scope'],
  );
  return provider;
}

let provider = create(false);
let handle = provider.callback();

async function judge(userCode, isApproved) {
  const code = await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', '').toUpperCase());
  if (!code) return 404;
  if (isApproved) {
    const grant = new provider.Grant({ clientId: code.clientId, accountId: 'alice' });
    const scope = code.params.scope ?? 'openid offline_access';
    grant.addOIDCScope(scope);
    grant.addResourceScope(resource, 'read');
    Object.assign(code, {
      accountId: 'alice', grantId: await grant.save(), scope, resource, authTime: Math.floor(Date.now() / 1000), claims: {},
    });
  } else {
    Object.assign(code, { error: 'access_denied', errorDescription: 'End-User aborted interaction' });
  }
  await code.save();
  return 204;
}

createServer(async (request, response) => {
  const url = new URL(request.url, issuer);
  if (request.method !== 'POST' || !url.pathname.startsWith('/test/')) {
    handle(request, response);
    return;
  }
  request.resume();
  if (url.pathname === '/test/keys') {
    provider = create(true);
    handle = provider.callback();
    response.writeHead(204).end();
  } else {
    response.writeHead(await judge(url.searchParams.get('user_code'), url.pathname === '/test/approve')).end();
  }
}).on('error', (fault) => {
  console.error(fault.message);
  process.exit(1);
}).listen(Number(port), '127.0.0.1', () => console.log(`listening on ${issuer}`));
