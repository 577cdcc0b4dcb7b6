export * as BrowserTransport from "./BrowserTransport.js"
