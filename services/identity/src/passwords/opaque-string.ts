/**
 * A password as it is compared and counted: the OpaqueString profile of PRECIS (RFC 8265, 4.2): every space is the ASCII one, then NFC,
 * so that two keyboards that write the same characters differently let the same person in.
 */
export function opaqueString(password: string): string {
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}
