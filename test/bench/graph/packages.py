# Algorithms of networkx or igraph over one graph, timed inside: a name a line in, {cpuNs, wallNs, result} a line out.
# python3 packages.py networkx|igraph FOLDER VERTICES
import array, json, sys, time

package, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def read(name, kind):
    with open(f"{folder}/{name}", "rb") as file:
        values = array.array(kind)
        values.frombytes(file.read())
    return values


sources, targets, weights = read("sources", "I"), read("targets", "I"), read("weights", "d")
pairs = list(zip(sources, targets))
reached = lambda distances: sum(value for value in distances if value < float("inf"))

if package == "networkx":
    import networkx as nx

    def build():
        graph = nx.Graph()
        graph.add_nodes_from(range(count))
        graph.add_weighted_edges_from(zip(sources, targets, weights))
        return graph

    graph = build()
    degree = dict(graph.degree())
    start = max(range(count), key=lambda v: degree[v])
    algorithms = {
        "build": lambda: build().number_of_edges(),
        "pageRank": lambda: max(nx.pagerank(graph, tol=1e-9 / count, weight=None).values()),
        "bfs": lambda: sum(nx.single_source_shortest_path_length(graph, start).values()),
        "sssp": lambda: sum(nx.single_source_dijkstra_path_length(graph, start).values()),
        "components": lambda: sum(1 for _ in nx.connected_components(graph)),
        "betweenness": lambda: max(
            nx.betweenness_centrality_subset(graph, range(16), list(graph), normalized=False).values()
        ),
        "triangles": lambda: sum(nx.triangles(graph).values()) // 3,
        "cores": lambda: sum(nx.core_number(graph).values()),
        "louvain": lambda: nx.community.modularity(
            graph, nx.community.louvain_communities(graph, weight=None, seed=1), weight=None
        ),
    }
else:
    import igraph

    def build():
        return igraph.Graph(n=count, edges=pairs)

    graph = build()
    degree = graph.degree()
    start = max(range(count), key=lambda v: degree[v])
    algorithms = {
        "build": lambda: build().ecount(),
        "pageRank": lambda: max(graph.pagerank(damping=0.85)),
        "bfs": lambda: reached(graph.distances(source=start)[0]),
        "sssp": lambda: reached(graph.distances(source=start, weights=weights)[0]),
        "components": lambda: len(graph.connected_components()),
        "triangles": lambda: round(
            graph.transitivity_undirected(mode="zero") * sum(d * (d - 1) // 2 for d in degree) / 3
        ),
        "cores": lambda: sum(graph.coreness()),
        "louvain": lambda: graph.modularity(graph.community_multilevel()),
        "leiden": lambda: graph.modularity(graph.community_leiden(objective_function="modularity")),
    }

print("ready", flush=True)
for line in sys.stdin:
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    result = algorithms[line.strip()]()
    took = {"cpuNs": time.process_time_ns() - cpu, "wallNs": time.perf_counter_ns() - wall}
    print(json.dumps({**took, "result": result}), flush=True)
