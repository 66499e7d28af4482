/** What the page sends over its MessagePort for each message that it has taken from it. No message of the contract is so. */
export const TAKEN = 'taken';
