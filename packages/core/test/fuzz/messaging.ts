/** Messages, files and recordings. */
import * as Files from "@aculab-cloud/core/Files"
import * as Messages from "@aculab-cloud/core/Messages"
import * as MonitorRecordings from "@aculab-cloud/core/MonitorRecordings"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import {
  line,
  maybe,
  page,
  partOfList,
  period,
  phone,
  present,
  references,
  text,
  written
} from "./arbitraries.js"
import type { Calls } from "./call.js"

const statusPage = fc.record({
  url: page,
  method: maybe(fc.constantFrom("GET" as const, "POST" as const)),
  // A password needs a user name, which ends at the first colon.
  user: maybe(fc.record({ username: text.map((name) => name.replaceAll(":", ";")), password: maybe(text) })),
  checkCertificate: maybe(fc.boolean())
})

const send = fc
  .record({
    to: phone,
    from: phone,
    message: fc.oneof(
      fc.record({ type: maybe(fc.constant("sms" as const)), content: text, media: fc.constant(undefined) }),
      fc.record({
        type: fc.constant("mms" as const),
        content: maybe(text),
        media: fc.array(partOfList(","), { minLength: 1, maxLength: 3 })
      })
    ),
    deliveryReport: maybe(fc.boolean()),
    statusPage: maybe(statusPage)
  })
  .map(({ to, from, message, deliveryReport, statusPage }) => ({
    call: Messages.send({
      to: to.written,
      from: from.written,
      ...message,
      deliveryReport,
      ...(statusPage === undefined
        ? {}
        : {
            statusPage: {
              url: statusPage.url,
              method: statusPage.method,
              username: statusPage.user?.username,
              password:
                statusPage.user?.password === undefined ? undefined : Redacted.make(statusPage.user.password),
              checkCertificate: statusPage.checkCertificate
            }
          })
    }),
    said: {
      path: "/msg_send",
      form: present({
        to: to.digits,
        from: from.digits,
        type: message.type,
        content: message.content,
        msg_media_list: message.media?.join(","),
        request_delivery_report: written(deliveryReport),
        status_page: statusPage?.url,
        status_method: statusPage?.method,
        status_authentication_name: statusPage?.user?.username,
        status_authentication_password: statusPage?.user?.password,
        status_ssl_check: written(statusPage?.checkCertificate)
      })
    }
  }))

const stores = { media: "media", messageMedia: "msg_media", restLogs: "rest" } as const
const store = fc.constantFrom("media" as const, "messageMedia" as const, "restLogs" as const)
const ownStore = fc.constantFrom("media" as const, "messageMedia" as const)

/** A name that is taken for a new file and for an old one. */
const fileName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_@:-]{0,20}\.wav$/)

const minutes = (value: number): string => {
  if (value % 1440 === 0) return `${value / 1440}d`
  return value % 60 === 0 ? `${value / 60}h` : `${value}m`
}

export const messaging: Calls = {
  "Messages.send": send,
  "Messages.query": references.map((names) => ({
    call: Messages.query(names),
    said: { path: "/msg_query", form: { msg_refs: names.join("/") } }
  })),
  "Messages.cancel": references.map((names) => ({
    call: Messages.cancel(names),
    said: { path: "/msg_cancel", form: { msg_refs: names.join("/") } }
  })),
  "Messages.listBlocked": fc.tuple(phone, maybe(phone)).map(([to, from]) => ({
    call: Messages.listBlocked({ to: to.written, from: from?.written }),
    said: { path: "/msg_list_blocked", form: present({ to: to.digits, from: from?.digits }) }
  })),
  "Files.list": fc
    .record({
      fileType: store,
      period: maybe(period),
      pageSize: maybe(fc.integer({ min: 1 })),
      startAfter: maybe(text)
    })
    .map(({ fileType, period, pageSize, startAfter }) => ({
      call: Files.listPage({
        fileType,
        from: period?.[0].moment,
        to: period?.[1].moment,
        pageSize,
        startAfter
      }),
      said: {
        path: "/file_list",
        form: present({
          filetype: stores[fileType],
          from: period?.[0].written,
          to: period?.[1].written,
          max_count: written(pageSize),
          startafter: startAfter
        })
      }
    })),
  "Files.folder": fc.record({ fileType: store, name: fileName, prefix: maybe(fileName) }).map((options) => ({
    call: Files.folderPage(options),
    said: {
      path: "/folder_list",
      form: present({ filetype: stores[options.fileType], folder_name: options.name, prefix: options.prefix })
    }
  })),
  "Files.download": fc.record({ fileType: store, name: fileName }).map((options) => ({
    call: Stream.runDrain(Files.download(options)),
    said: { path: "/file_get", form: { filetype: stores[options.fileType], filename: options.name } }
  })),
  "Files.upload": fc
    .record({
      fileType: ownStore,
      name: fileName,
      content: fc.uint8Array({ maxLength: 2_000 }),
      contentType: maybe(fc.constantFrom("audio/wav", 'text/plain; charset="utf-8"')),
      minutes: maybe(fc.integer({ min: 1, max: 100_000 }))
    })
    .map(({ fileType, name, content, contentType, minutes: life }) => ({
      call: Files.upload({
        fileType,
        name,
        content,
        contentType,
        timeToLive: life === undefined ? undefined : `${life} minutes`
      }),
      said: {
        path: "/file_write",
        form: present({
          filetype: stores[fileType],
          filename: name,
          contenttype: contentType,
          ttl: life === undefined ? undefined : minutes(life)
        }),
        bytes: content
      }
    })),
  "Files.move": fc
    .record({ fileType: ownStore, name: fileName, newName: fileName })
    .filter(({ name, newName }) => name !== newName)
    .map((options) => ({
      call: Files.move(options),
      said: {
        path: "/file_move",
        form: { filetype: stores[options.fileType], filename: options.name, new_filename: options.newName }
      }
    })),
  "Files.remove": fc
    .record({ fileType: store, name: fileName, period })
    .map(({ fileType, name, period }) => ({
      call: Files.remove({ fileType, name, from: period[0].moment, to: period[1].moment }),
      said: {
        path: "/file_delete",
        form: { filetype: stores[fileType], filename: name, from: period[0].written, to: period[1].written }
      }
    })),
  "Files.removeProgress": text.map((token) => ({
    call: Files.removeProgress(token),
    said: { path: "/file_delete_progress", form: { token } }
  })),
  "MonitorRecordings.list": line.map((id) => ({
    call: MonitorRecordings.list(id),
    said: { path: "/monitor_list", form: { application_instance_id: id } }
  })),
  "MonitorRecordings.download": line.map((name) => ({
    call: Stream.runDrain(MonitorRecordings.download(name)),
    said: { path: "/monitor_get", form: { filename: name } }
  }))
}
