/**
 * Lets Node run the sources of these tests as they are (`node --import .../typescript.ts program.ts`): it leaves out
 * types by itself, but does not know that `./plan.js` is written as `./plan.ts`.
 */
import { registerHooks } from "node:module"

registerHooks({
  resolve: (specifier, context, next) => {
    try {
      return next(specifier, context)
    } catch (error) {
      const source = specifier.startsWith(".") && specifier.endsWith(".js")
      if (!source) throw error
      return next(specifier.replace(/\.js$/, ".ts"), context)
    }
  }
})
