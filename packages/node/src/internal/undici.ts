/**
 * What this transport needs of undici, and no more: its index also loads its own `fetch`, caches, WebSocket and
 * mocks, which costs a program some 35 ms at its start and 12 MiB. (Measured with undici 8.12.4, whose exact version
 * the package.json names, because its files are not its interface.)
 */
/// <reference path="./undiciFiles.d.ts" />
import type * as Undici from "undici"
import connectModule from "undici/lib/core/connect.js"
import errorsModule from "undici/lib/core/errors.js"
import AgentModule from "undici/lib/dispatcher/agent.js"
import ClientModule from "undici/lib/dispatcher/client.js"
import PoolModule from "undici/lib/dispatcher/pool.js"

export const Agent: typeof Undici.Agent = AgentModule
export const Client: typeof Undici.Client = ClientModule
export const Pool: typeof Undici.Pool = PoolModule
export const buildConnector: typeof Undici.buildConnector = connectModule
export const errors: typeof Undici.errors = errorsModule
