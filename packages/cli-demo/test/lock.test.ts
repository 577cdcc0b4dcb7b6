/** The lock of a result file, and those who find one that a dead process has left. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Scope from "effect/Scope"
import { lock } from "../src/messageFile/lock.js"
import { sheetOf, withFolder } from "./sendFileSupport.js"

/** No process has so great an id. */
const deadProcess = "2147483646"

/** The disk for somebody who is slow: between the first look at a file and what comes of it, something else happens. */
const slowly = (meanwhile: Effect.Effect<unknown>) =>
  Effect.map(FileSystem.FileSystem, (files): FileSystem.FileSystem => {
    let looked = false
    return {
      ...files,
      readFileString: (path, encoding) =>
        Effect.tap(files.readFileString(path, encoding), () => {
          if (looked) return Effect.void
          looked = true
          return meanwhile
        })
    }
  })

describe("the lock of a result file", () => {
  it.effect(
    "is taken over from a dead process by one run, and not by two that found it at the same time",
    () =>
      withFolder(sheetOf(1), ({ results }) =>
        Effect.gen(function* () {
          writeFileSync(`${results}.lock`, deadProcess)
          const files = yield* FileSystem.FileSystem
          const scope = yield* Effect.scope
          const first = lock(results).pipe(
            Effect.provideService(FileSystem.FileSystem, files),
            Scope.provide(scope),
            Effect.orDie
          )
          const second = lock(results).pipe(
            Effect.provideServiceEffect(FileSystem.FileSystem, slowly(first)),
            Effect.result
          )
          expect(yield* second).toMatchObject({ _tag: "Failure" })
          expect(readFileSync(`${results}.lock`, "utf8")).toBe(`${process.pid} ${hostname()}`)
        }).pipe(
          Effect.scoped,
          Effect.ensuring(Effect.sync(() => expect(existsSync(`${results}.lock`)).toBe(false)))
        )
      ).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect("is left alone where its process is one of another machine, or of another container", () =>
    withFolder(sheetOf(1), ({ results }) =>
      Effect.gen(function* () {
        const held = `${deadProcess} another-${hostname()}`
        writeFileSync(`${results}.lock`, held)
        expect(yield* Effect.result(lock(results))).toMatchObject({ _tag: "Failure" })
        expect(readFileSync(`${results}.lock`, "utf8")).toBe(held)
      }).pipe(Effect.scoped)
    ).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
