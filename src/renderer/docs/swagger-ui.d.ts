/** The build of Swagger UI for bundlers, which has no types: what the page uses of it. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** A request as swagger-client has prepared it, before it is sent by `userFetch`, else by the browser's fetch. */
  export interface SwaggerRequest {
    readonly headers: Record<string, string>;
    userFetch?: (url: string, init?: RequestInit) => Promise<Response>;
  }

  /** @see https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
  interface Configuration {
    readonly domNode: Element | null;
    readonly url: string;
    readonly requestInterceptor: (request: SwaggerRequest) => SwaggerRequest;
    readonly plugins: readonly (() => object)[];
    readonly presets: readonly unknown[];
    readonly tryItOutEnabled: boolean;
    readonly deepLinking: boolean;
    readonly displayRequestDuration: boolean;
    readonly showMutatedRequest: boolean;
    readonly validatorUrl: string | null;
  }

  const swaggerUi: ((configuration: Configuration) => void) & {
    readonly presets: { readonly apis: unknown };
  };
  // biome-ignore lint/style/noDefaultExport: this is how the library exports it
  export default swaggerUi;
}
