/** The check of the protocol of a connection (wire reference, B 7). */
import type { Connection, Security } from "../Security.js"
import { json, type Operation } from "./operation.js"

export const makeSecurity = (): Security => {
  let connection: Connection = {
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    sourceAddress: "203.0.113.34"
  }
  return {
    connection: () => connection,
    setConnection: (changes) => {
      connection = { ...connection, ...changes }
    }
  }
}

/** The cloud takes TLS 1.2 and 1.3 (D). The words of the reason are inferred. */
const reasonToFail = ({ protocol }: Connection): string | undefined =>
  protocol === "TLSv1.2" || protocol === "TLSv1.3"
    ? undefined
    : `The protocol ${protocol} is not secure: use TLSv1.2 or TLSv1.3`

const protocolCheck: Operation = {
  path: "/security/protocol_check",
  parameters: [],
  findProblems: () => [],
  run: (input, cloud) => {
    const connection = cloud.security.connection()
    const everything = {
      protocol: connection.protocol,
      cipher: connection.cipher,
      // Empty if there is no such header (D).
      user_agent: input.header("user-agent") ?? "",
      source_address: connection.sourceAddress
    }
    const reason = reasonToFail(connection)
    if (reason === undefined) return json({ pass: true, ...everything })
    // I: that a failed check is an answer of 200.
    const older = cloud.forms.failedProtocolCheck === "everything"
    return json({ pass: false, ...(older ? everything : {}), reason })
  }
}

export const securityOperations: readonly Operation[] = [protocolCheck]
