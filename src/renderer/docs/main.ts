import swaggerUi, { type SwaggerRequest } from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import '../styles/tokens.css';
import './docs.css';
import { PAGE_KEY_HEADER } from '../../shared/browser-login';
import { pageKey } from '../lab/page-key';
import { followTheme } from '../theme';
import { fetchStart } from './fetch-start';

/** The page that documents the API. It reads the description, and sends what is tried, with the page's key. */
followTheme((theme) => document.documentElement.classList.toggle('dark-mode', theme === 'dark'));

const key = await pageKey();

function prepare(request: SwaggerRequest): SwaggerRequest {
  request.headers[PAGE_KEY_HEADER] = key;
  request.userFetch = fetchStart;
  return request;
}

const nothing = () => () => null;

/** The browser's session is the authorization, and there is one server: no form asks for either. */
const withoutForms = () => ({
  wrapComponents: { authorizeBtn: nothing, authorizeOperationBtn: nothing, OperationServers: nothing },
});

swaggerUi({
  domNode: document.querySelector('main'),
  url: '/api/openapi.json',
  requestInterceptor: prepare,
  plugins: [withoutForms],
  presets: [swaggerUi.presets.apis],
  tryItOutEnabled: true,
  deepLinking: true,
  displayRequestDuration: true,
  // The command line that is shown must not contain the key, which only works in this browser.
  showMutatedRequest: false,
  // The description is checked by tests, not by a server on the internet.
  validatorUrl: null,
});
