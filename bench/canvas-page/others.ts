import ForceGraph from 'force-graph';
import { UndirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { DataSet } from 'vis-data';
import { Network } from 'vis-network';
import type { PeerId } from '../../src/shared/network/events';
import { type Drawing, type Places, painted } from './drawing';
import type { MadeNetwork } from './network';

/* The same graph drawn by others. They are given positions and lay nothing out: only their drawing is measured. */

const BLUE = '#009e73';
const GREY = '#868fa0';

/** Where a peer is in a frame in which everything moves a little. */
function moved(
  { x, y }: { readonly x: number; readonly y: number },
  frame: number,
): { x: number; y: number } {
  const share = 1 + 0.05 * Math.sin(frame / 20);
  return { x: x * share, y: y * share };
}

/** A newcomer is next to the first peer, and linked to it. */
function newcomer(network: MadeNetwork): { id: PeerId; first: PeerId } {
  network.add();
  const [first] = network.peers;
  const id = network.peers.at(-1);
  if (id === undefined || first === undefined) throw new Error('The network has no peer.');
  return { id, first };
}

export function visNetwork(network: MadeNetwork, places: Places, container: HTMLElement): Drawing {
  const node = (id: string, at: { x: number; y: number }) => ({ id, ...at, color: BLUE });
  const nodes = new DataSet(Array.from(places, ([id, at]) => node(id, at)));
  const edges = new DataSet(network.links.map(([from, to], id) => ({ id, from, to, color: GREY })));
  const drawing = new Network(
    container,
    { nodes, edges },
    {
      ...{ physics: false, layout: { improvedLayout: false } },
      ...{ nodes: { shape: 'dot', size: 8 }, edges: { smooth: false } },
    },
  );
  drawing.fit();
  return {
    move(frame) {
      for (const [id, at] of places) {
        const { x, y } = moved(at, frame);
        drawing.moveNode(id, x, y);
      }
      drawing.redraw();
    },
    zoom: (factor) => drawing.moveTo({ scale: drawing.getScale() * factor, animation: false }),
    async add() {
      const { id, first } = newcomer(network);
      nodes.add(node(id, { x: 5, y: 5 }));
      edges.add({ id: network.links.length, from: id, to: first, color: GREY });
      await painted();
    },
    settled: () => true,
    destroy: () => drawing.destroy(),
  };
}

export function forceGraph(network: MadeNetwork, places: Places, container: HTMLElement): Drawing {
  const nodes = Array.from(places, ([id, { x, y }]) => ({ id, x, y, fx: x, fy: y }));
  const links: { source: string; target: string }[] = network.links.map(([source, target]) => {
    return { source, target };
  });
  const drawing = new ForceGraph<{ id: string; x: number; y: number; fx: number; fy: number }>(container)
    .cooldownTicks(0)
    .nodeColor(() => BLUE)
    .linkColor(() => GREY)
    .enablePointerInteraction(false)
    .graphData({ nodes, links });
  drawing.zoomToFit(0);
  return {
    move(frame) {
      for (const node of nodes) {
        const at = places.get(node.id);
        if (at) Object.assign(node, moved(at, frame));
      }
      // Any change of its view makes it draw again.
      drawing.zoom(drawing.zoom());
    },
    zoom: (factor) => void drawing.zoom(drawing.zoom() * factor),
    async add() {
      const { id, first } = newcomer(network);
      nodes.push({ id, x: 5, y: 5, fx: 5, fy: 5 });
      links.push({ source: id, target: first });
      drawing.graphData({ nodes, links });
      await painted();
    },
    settled: () => true,
    destroy: () => drawing._destructor(),
  };
}

/** Draws with WebGL, which a machine without a graphics card computes on its processor. */
export function sigma(network: MadeNetwork, places: Places, container: HTMLElement): Drawing {
  const graph = new UndirectedGraph();
  for (const [id, { x, y }] of places) graph.addNode(id, { x, y, size: 3, color: BLUE });
  for (const [one, other] of network.links) graph.mergeEdge(one, other, { color: GREY });
  const drawing = new Sigma(graph, container);
  return {
    move(frame) {
      graph.updateEachNodeAttributes((id, attributes) => {
        const at = places.get(id);
        return at ? { ...attributes, ...moved(at, frame) } : attributes;
      });
    },
    zoom(factor) {
      const camera = drawing.getCamera();
      camera.setState({ ratio: camera.ratio / factor });
    },
    async add() {
      const { id, first } = newcomer(network);
      graph.addNode(id, { x: 5, y: 5, size: 3, color: BLUE });
      graph.mergeEdge(id, first, { color: GREY });
      await painted();
    },
    settled: () => true,
    destroy: () => drawing.kill(),
  };
}
