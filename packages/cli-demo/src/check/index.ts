export { play } from "./play.js"
export { linesOf, summaryOf, toJson } from "./show.js"
