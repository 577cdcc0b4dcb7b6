export * as NodeCloud from "./NodeCloud.js"
export * as NodeTransport from "./NodeTransport.js"
