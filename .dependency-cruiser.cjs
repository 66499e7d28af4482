// Who may import whom: the table of ARCHITECTURE.md, checked.
const only = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { pathNot: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    only('protocol-is-pure', '^src/shared/protocol/', '^src/shared/protocol/', 'the wire imports nothing'),
    only(
      'shared-network-is-pure',
      '^src/shared/network/',
      '^src/shared/|node_modules/zod/',
      'events and state import only shared, and the library of their schemas',
    ),
    {
      name: 'folds-need-no-schema',
      severity: 'error',
      comment:
        'what counts each event takes the types of the schemas alone: no schema is made where none is checked',
      from: { path: '^src/shared/network/', pathNot: '(-schema|/events|/report|\\.test)\\.ts$' },
      to: {
        path: '^src/shared/(contract/|network/(.*-schema|events|report)\\.ts$)|node_modules/zod/',
        dependencyTypesNot: ['type-only'],
      },
    },
    only(
      'contract-is-shared',
      '^src/shared/([^/]+|(contract|settings|experiment)/[^/]+)\\.ts$',
      '^src/shared/|node_modules/(zod|@orpc)/',
      'the contract imports shared and its library',
    ),
    only(
      'charts-are-plain-data',
      '^src/shared/charts/',
      '^src/shared/|node_modules/(@types/)?d3-(scale|shape)/',
      'a chart needs no page: it is drawn headless, too',
    ),
    only(
      'runtime-is-below-all',
      '^src/main/runtime/',
      '^src/main/runtime/|node_modules/tinyqueue/|^(node:)?[a-z_/]+$',
      'time and chance know nothing of the network',
    ),
    only(
      'transport-knows-no-message',
      '^src/main/transport/',
      '^src/main/(transport|runtime)/|^src/shared/(problem|protocol/address)\\.ts$|^(node:)?[a-z_/]+$',
      'a transport carries bytes and knows nothing of what they mean',
    ),
    {
      name: 'network-has-no-socket-of-its-own',
      severity: 'error',
      comment: 'everything that the core sends and hears goes through its transport',
      from: {
        path: '^src/main/network/',
        pathNot: '\\.test\\.ts$|/(addresses|check-settings|requests)\\.ts$',
      },
      to: { path: '^(node:)?(net|dgram|tls)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'network-knows-no-face',
      severity: 'error',
      comment:
        'the core is free of Electron, the window, and of its clients: API, command line, experiment, conformance',
      from: { path: '^src/main/network/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(main/(?!network/|runtime/|transport/)|preload|renderer)|node_modules/electron/' },
    },
    {
      name: 'faces-use-core-and-shared',
      severity: 'error',
      from: { path: '^src/main/(api|cli|experiment|conformance)/' },
      to: { path: '^src/(main/(shell/|index\\.ts)|preload|renderer)|node_modules/electron/' },
    },
    {
      name: 'api-knows-no-cli',
      severity: 'error',
      from: { path: '^src/main/api/' },
      to: { path: '^src/main/cli/' },
    },
    {
      name: 'electron-stays-in-the-shell',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main/(shell/|index\\.ts)|preload/)' },
      to: { path: '(^|/)electron($|/)' },
    },
    only(
      'preload-imports-electron',
      '^src/preload/',
      '^src/preload/|(^|/)electron($|/)',
      'the preload hands over one port',
    ),
    {
      name: 'renderer-is-a-page',
      severity: 'error',
      comment: 'a page has no Node and no Electron',
      from: { path: '^src/renderer/' },
      to: { path: '^src/(main|preload)/|(^|/)electron($|/)' },
    },
    only(
      'graph-knows-no-app',
      '^src/renderer/graph/',
      '^src/renderer/graph/|^src/shared/|^node_modules/',
      'renderer/graph may import shared and page libraries; network, selection and options are handed in',
    ),
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/(renderer|shared)/', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(electron|vitest|@fast-check)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.web.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
