/** The longest delay that a Node timer takes, in milliseconds: some 25 days. */
export const longestTimer = 2_147_483_647
