import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '#schema/wire/address-rules.ts';

/**
 * Resolves a name for one connection, and refuses it where any of its addresses is private: what a name led to when it was
 * registered says nothing of now. The connection is made to the very address that was judged.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) {
      callback(error, '', 0);
      return;
    }
    const [first] = found;
    if (first === undefined) {
      callback(new Error('it has no address'), '', 0);
      return;
    }
    if (!found.every(({ address }) => isPublicAddress(address))) {
      callback(new Error('its name leads into a private network'), '', 0);
      return;
    }
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
