/**
 * The configuration of an inbound or outbound service.
 *
 * It is a document of the cloud's own: its keys have the names that `Services.schema` lists
 * and that the cloud's messages about a faulty configuration use, such as
 * `rest.first_page.address`. What is known of it has a type here.
 *
 * @since 0.1.0
 */
import type * as Redacted from "effect/Redacted"

/**
 * A page of a REST application.
 *
 * @category models
 * @since 0.1.0
 */
export interface ApplicationPage {
  /** Address of the page. The cloud asks for a minimum length that is not documented (D). */
  readonly address?: string | null | undefined
  /** `GET` or `POST` (D). */
  readonly method?: "GET" | "POST" | (string & Record<never, never>) | null | undefined
  readonly [key: string]: unknown
}

/**
 * A service whose application is a UAS.
 *
 * @category models
 * @since 0.1.0
 */
export interface UasApplication {
  /** The application that the service starts; `null` for none (D). */
  readonly application_name?: string | null | undefined
  readonly [key: string]: unknown
}

/**
 * A service whose application speaks REST.
 *
 * @category models
 * @since 0.1.0
 */
export interface RestApplication {
  /** Called first (D). */
  readonly first_page?: ApplicationPage | null | undefined
  /** Called at the end (key I). */
  readonly final_page?: ApplicationPage | null | undefined
  /** Called after an error (key I). */
  readonly error_page?: ApplicationPage | null | undefined
  readonly [key: string]: unknown
}

/**
 * The configuration of a service: any JSON, in which texts may be Redacted. The service
 * password that the cloud answers always is.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServiceConfiguration {
  /** Of an outbound service: what its starts are made with (D). Any character, not empty. */
  readonly service_password?: Redacted.Redacted<string> | null | undefined
  readonly uas?: UasApplication | null | undefined
  readonly rest?: RestApplication | null | undefined
  readonly [key: string]: unknown
}

/**
 * A configuration as {@link ServiceConfiguration} has it, to be written: its password may be text, which is wrapped at
 * once, so that it shows in no error.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConfigurationInput {
  /** Of an outbound service: what its starts are made with (D). Any character, not empty. */
  readonly service_password?: string | Redacted.Redacted<string> | null | undefined
  readonly uas?: UasApplication | null | undefined
  readonly rest?: RestApplication | null | undefined
  readonly [key: string]: unknown
}
