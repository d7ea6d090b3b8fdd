// Two hooks into rhea's sessions (its version is pinned). rhea decodes messages of format 0 itself, which loses the
// types and bytes that a hub must hand on; and it tells nobody when queued transfers have left.

const undecodedFormat = 0xffffffff;

/**
 * From now on every message of the session arrives as undecoded bytes, its format in `receiver.messageFormat`, and
 * `afterSending` is called whenever rhea has sent what credit and window allow.
 */
export function hookSession(session, afterSending) {
  const { incoming, outgoing } = session;
  const onTransfer = incoming.on_transfer;
  incoming.on_transfer = (frame, receiver) => {
    if (!receiver._incomplete) {
      receiver.messageFormat = frame.performative.message_format ?? 0;
      frame.performative.message_format = undecodedFormat;
    }
    onTransfer.call(incoming, frame, receiver);
  };
  const process = outgoing.process;
  outgoing.process = () => {
    process.call(outgoing);
    afterSending();
  };
}

/** Whether everything handed to rhea on this session has left for the socket. */
export function hasSentAll(session) {
  return session.outgoing.next_pending_delivery === session.outgoing.next_delivery_id;
}

/** How many more transfers rhea can keep until they are settled. */
export function freeDeliveries(session) {
  return session.outgoing.available();
}
