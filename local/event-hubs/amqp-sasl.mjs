// The SASL mechanisms of the namespace. Most clients come in anonymously and prove who they are on `$cbs`;
// PLAIN takes the name of a policy and its key.

const anonymous = () => ({
  outcome: undefined,
  start() {
    this.outcome = true;
  },
});

/** Mechanisms by name, as rhea's containers take them. */
export function saslMechanisms(keyRing) {
  const plain = () => ({
    outcome: undefined,
    rights: undefined,
    start(response) {
      const [, name, key] = String(response ?? '').split('\0');
      this.rights = keyRing.rightsOfKey(name, key) ?? undefined;
      this.outcome = this.rights !== undefined;
    },
  });
  return { ANONYMOUS: anonymous, MSSBCBS: anonymous, PLAIN: plain };
}

/** The rights that PLAIN gave to a connection, undefined if it did not use it. */
export function plainRights(connection) {
  return connection.sasl_transport?.selected?.mechanism?.rights;
}
