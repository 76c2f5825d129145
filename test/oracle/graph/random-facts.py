# Facts of networkx and igraph about random graphs, in the shape of graph-facts.json: with directions and without, with parallel
# edges, self-loops, weights of zero, isolated vertices, and of one vertex. What a package refuses, or takes too long for, is left out.
# python3 random-facts.py FIRST_SEED GRAPHS FILE && npm run oracle -- graph FILE
import itertools, json, math, random, signal, sys
import igraph as ig, networkx as nx, numpy as np

first_seed, count, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
graphs, facts = {}, []
seconds_for_a_fact = 0.5


def too_long(*_):
    raise TimeoutError()


signal.signal(signal.SIGALRM, too_long)
fin = lambda value: None if value is None or not math.isfinite(value) else value


def without_loops(graph):
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def random_edges(chance, n, directed, multi, loops):
    edges, seen = [], set()
    for _ in range(int(n * chance.choice([0, 0.5, 1, 1.5, 2, 4]))):
        a, b = chance.randrange(n), chance.randrange(n)
        pair = (a, b) if directed else (min(a, b), max(a, b))
        if (a == b and not loops) or (not multi and pair in seen):
            continue
        seen.add(pair)
        edges.append([a, b, chance.choice([0, 1, 1, 2, 3, 5])])
    return edges


def scores_of(hits):
    # Of several greatest singular values it takes any vector, also one with scores below 0.
    if min(*hits[0].values(), *hits[1].values()) < -1e-9:
        raise ArithmeticError("no scores")
    return hits


def colourable(graph, colours):
    neighbours = {v: [u for u in graph[v] if u < v] for v in graph}

    def rest(at, taken):
        if at == len(taken):
            return True
        for colour in range(colours):
            if all(taken[u] != colour for u in neighbours[at]):
                taken[at] = colour
                if rest(at + 1, taken):
                    return True
        taken[at] = -1
        return False

    return rest(0, [-1] * len(graph))


for seed in range(first_seed, first_seed + count):
    R = random.Random(seed)
    directed, multi, loops = R.random() < 0.5, R.random() < 0.4, R.random() < 0.4
    simple = not multi and not loops
    n = R.choice([1, 2, 3, 5, 8, 12, 20, 30])
    edges = random_edges(R, n, directed, multi, loops)
    name = f"g{seed}"
    graphs[name] = {"directed": directed, "n": n, "edges": edges}
    kinds = (nx.MultiDiGraph, nx.DiGraph) if directed else (nx.MultiGraph, nx.Graph)
    G = kinds[0 if multi else 1]()
    G.add_nodes_from(range(n))
    G.add_weighted_edges_from(map(tuple, edges))
    I = ig.Graph(n=n, edges=[(a, b) for a, b, _ in edges], directed=directed)
    W = [weight for *_, weight in edges]
    # The graph without directions, parallel edges and self-loops.
    S = nx.Graph()
    S.add_nodes_from(range(n))
    S.add_edges_from((a, b) for a, b, _ in edges if a != b)

    def fact(algorithm, make, params={}, tolerance=1e-6, suffix=""):
        signal.setitimer(signal.ITIMER_REAL, seconds_for_a_fact)
        try:
            expected = make()
        except Exception:
            return
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        of = {"id": f"{name}/{algorithm}{suffix}", "graph": name, "algorithm": algorithm, "params": params}
        facts.append({**of, "expected": expected, "tolerance": tolerance})

    L=lambda d:[fin(d.get(v)) for v in range(n)]
    src=R.randrange(n)
    if directed: fact("inOutDegree",lambda:[[G.in_degree(v),G.out_degree(v)] for v in range(n)])
    else: fact("degree",lambda:[G.degree(v) for v in range(n)])
    if not directed: fact("weightedDegree",lambda:[G.degree(v,weight="weight") for v in range(n)])
    fact("pagerank",lambda:I.pagerank(damping=.85) if directed or not loops else L(nx.pagerank(G,alpha=.85,tol=1e-12,max_iter=5000,weight=None)),{"damping":.85})
    fact("pagerank",lambda:L(nx.pagerank(G,alpha=.85,tol=1e-12,max_iter=5000,weight="weight")),{"damping":.85,"weight":"weight"},1e-6,"#w")
    fact("personalizedPagerank",lambda:L(nx.pagerank(G,alpha=.85,tol=1e-12,max_iter=5000,weight=None,personalization={src:1})),{"damping":.85,"personalization":{str(src):1}})
    fact("betweenness",lambda:I.betweenness(),{"normalized":False})
    if not multi and n>2: fact("betweenness",lambda:L(nx.betweenness_centrality(G,normalized=True)),{"normalized":True},1e-6,"#n")
    if all(w>0 for w in W): fact("betweenness",lambda:I.betweenness(weights=W),{"normalized":False,"weight":"weight"},1e-6,"#w")
    if edges: fact("edgeBetweenness",lambda:I.edge_betweenness(),{"normalized":False})
    fact("closeness",lambda:L(nx.closeness_centrality(G)),{"wfImproved":True})
    fact("harmonic",lambda:L(nx.harmonic_centrality(G)))
    hops=[nx.single_source_shortest_path_length(G,v) for v in range(n)]
    fact("eccentricity",lambda:[max(d.values()) if len(d)==n else None for d in hops])
    fact("bfsDistances",lambda:L(nx.single_source_shortest_path_length(G,src)),{"source":src})
    fact("sssp",lambda:L(nx.single_source_dijkstra_path_length(G,src)),{"source":src,"weight":"weight"})
    fact("bellmanFord",lambda:L(nx.single_source_bellman_ford_path_length(G,src)),{"source":src})
    if n<=12 and nx.is_strongly_connected(nx.DiGraph(S if not directed else G)): fact("floydWarshall",lambda:[[fin(x) for x in row] for row in np.array(nx.floyd_warshall_numpy(G,nodelist=range(n))).tolist()])
    if edges and n>1 and nx.is_connected(S) and not directed: fact("averageShortestPath",lambda:nx.average_shortest_path_length(G))
    if not directed and nx.is_connected(S): fact("diameterRadius",lambda:{"diameter":nx.diameter(G),"radius":nx.radius(G),"center":sorted(nx.center(G)),"periphery":sorted(nx.periphery(G))})
    if not directed:
        fact("components",lambda:sorted(map(len,nx.connected_components(G)),reverse=True))
        fact("clustering",lambda:L(nx.clustering(S)))
        fact("triangles",lambda:L(nx.triangles(S)))
        fact("triangleCount",lambda:sum(nx.triangles(S).values())//3)
        fact("averageClustering",lambda:nx.average_clustering(S))
        fact("transitivity",lambda:nx.transitivity(S))
        fact("coreness",lambda:L(nx.core_number(S)))
        fact("ktruss",lambda:{str(k):nx.k_truss(S,k).number_of_edges() for k in range(2,8)})
        fact("bridges",lambda:[edges[i][:2] for i in sorted(I.bridges())])
        fact("articulationPoints",lambda:sorted(nx.articulation_points(G)))
        if simple: fact("biconnectedComponents",lambda:sorted(map(len,nx.biconnected_components(G)),reverse=True))
        fact("isBipartite",lambda:nx.is_bipartite(G))
        if simple and n>1: fact("assortativity",lambda:fin(I.assortativity_degree(directed=False)))
        fact("maximalCliques",lambda:(lambda c:{"count":len(c),"cliqueNumber":max(map(len,c))})(list(nx.find_cliques(S))))
        fact("matchingSize",lambda:len(nx.max_weight_matching(S,maxcardinality=True)))
        if n>1: fact("connectivity",lambda:{"node":nx.node_connectivity(S),"edge":I.edge_connectivity()}) 
        if simple and n>1: fact("algebraicConnectivity",lambda:sorted(np.linalg.eigvalsh(nx.laplacian_matrix(S,weight=None).toarray()))[1])
        fact("mstWeight",lambda:sum(d["weight"] for *_,d in nx.minimum_spanning_edges(G,data=True)))
        fact("maxSpanningWeight",lambda:sum(d["weight"] for *_,d in nx.maximum_spanning_edges(G,data=True)))
        pairs=list(itertools.islice(itertools.combinations(range(n),2),8))
        P={"pairs":[list(p) for p in pairs]}
        if pairs:
            fact("jaccard",lambda:[list(x) for x in nx.jaccard_coefficient(S,pairs)],P)
            fact("adamicAdar",lambda:[list(x) for x in nx.adamic_adar_index(S,pairs)],P)
            fact("resourceAllocation",lambda:[list(x) for x in nx.resource_allocation_index(S,pairs)],P)
            fact("preferentialAttachment",lambda:[list(x) for x in nx.preferential_attachment(S,pairs)],P)
        part=[R.randrange(3) for _ in range(n)]
        if edges: fact("modularityOfPartition",lambda:fin(I.modularity(part,weights=None)),{"partition":part,"resolution":1})
        if simple and 1<n<=12: fact("automorphisms",lambda:I.count_automorphisms_vf2())
        if n>1: fact("richClub",lambda:[v for k,v in sorted(nx.rich_club_coefficient(S,normalized=False).items())])
    else:
        fact("scc",lambda:sorted((sorted(c) for c in nx.strongly_connected_components(G)),key=lambda c:(-len(c),c)))
        fact("wccSizes",lambda:sorted(map(len,nx.weakly_connected_components(G)),reverse=True))
        if simple and n>2: fact("triadicCensus",lambda:[int(x) for x in I.triad_census()])
        if simple and edges: fact("reciprocity",lambda:nx.overall_reciprocity(G))
        fact("transitiveClosureSize",lambda:nx.transitive_closure(nx.DiGraph(G),reflexive=None).number_of_edges()-nx.number_of_selfloops(nx.DiGraph(G)))
        fact("condensation",lambda:(lambda C:{"n":len(C),"m":C.number_of_edges()})(nx.condensation(nx.DiGraph(G))))
        if not multi: fact("directedClustering",lambda:L(nx.clustering(without_loops(nx.DiGraph(G)))),{"variant":"Fagiolo"})
        fact("isDag",lambda:nx.is_directed_acyclic_graph(G))
        if nx.is_directed_acyclic_graph(G):
            fact("lexicographicTopologicalSort",lambda:list(nx.lexicographical_topological_sort(G)))
            fact("longestPathLength",lambda:nx.dag_longest_path_length(nx.DiGraph((a,b) for a,b,_ in edges),weight=None) if edges else 0)
            fact("topologicalGenerations",lambda:[sorted(g) for g in nx.topological_generations(G)])
            fact("transitiveReductionSize",lambda:nx.transitive_reduction(nx.DiGraph(G)).number_of_edges())
        if edges and n>1 and nx.is_strongly_connected(G) : fact("hits",lambda:(lambda h:{"hubs":L(h[0]),"authorities":L(h[1])})(scores_of(nx.hits(nx.DiGraph(G) if not multi else G,tol=1e-13,max_iter=10000))),{"norm":"L1"},1e-4)
        fact("immediateDominators",lambda:{str(a):b for a,b in [*nx.immediate_dominators(nx.DiGraph(G),src).items(),(src,src)]},{"start":src})
    if n>1:
        t=(src+1)%n
        fact("maxflow",lambda:I.maxflow_value(src,t,capacity=W),{"source":src,"target":t})
        fact("minimumCut",lambda:I.maxflow_value(src,t,capacity=W),{"source":src,"target":t})
        if not multi: fact("kShortestPaths",lambda:(lambda paths:[sum(G[a][b]["weight"] for a,b in zip(p,p[1:])) for p in paths])(list(itertools.islice(nx.shortest_simple_paths(G,src,t,weight="weight"),6))) if nx.has_path(G,src,t) else [],{"source":src,"target":t,"k":6})
        fact("dijkstraPath",lambda:fin(dict(nx.single_source_dijkstra_path_length(G,src)).get(t,math.inf)),{"source":src,"target":t})
        positive=simple and all(w>0 for w in W)
        if positive: fact("simrank",lambda:L(nx.simrank_similarity(G,source=src,importance_factor=.8,max_iterations=2000,tolerance=1e-12)),{"source":src,"c":.8},1e-5)
        if simple and edges and (nx.is_strongly_connected(G) and nx.is_aperiodic(G) if directed else nx.is_connected(G) and not nx.is_bipartite(G)): fact("eigenvector",lambda:[abs(x) for x in L(nx.eigenvector_centrality_numpy(G,weight=None))])
        if directed and nx.is_directed_acyclic_graph(G): fact("maximumAntichain",lambda:max(len(a) for a in nx.antichains(nx.DiGraph(G))))
        fact("cycles",lambda:not (nx.is_directed_acyclic_graph(G) if directed else nx.is_forest(G)))
    fact("size",lambda:{"n":n,"m":G.number_of_edges(),"density":fin(nx.density(G))}) if simple else None
    if not directed:
        fact("greedyColoringLargestFirst",lambda:max(nx.greedy_color(S,"largest_first").values())+1)
        if n<=8: fact("chromaticNumber",lambda:next(k for k in range(1,n+1) if colourable(S,k)))
        if simple and n>1: fact("bipartiteRedundancy",lambda:nx.bipartite.robins_alexander_clustering(S))
        if n>1 and nx.is_bipartite(G) and simple:
            top=sorted(v for v,side in nx.bipartite.color(G).items() if side==0)
            fact("bipartiteProjectionEdges",lambda:(lambda P:{"m":P.number_of_edges(),"totalWeight":sum(d["weight"] for *_,d in P.edges(data=True))})(nx.bipartite.weighted_projected_graph(G,top)),{"top":top})
        if n>1 and nx.is_connected(S) and S.number_of_edges(): fact("resistanceDistance",lambda:[[a,b,nx.resistance_distance(nx.Graph(S.edges()),a,b)] for a,b in pairs[:3]]) if simple else None
    if edges and n>1 and simple and not directed: fact("katz",lambda:L(nx.katz_centrality_numpy(S,alpha=.02,beta=1,normalized=True,weight=None)),{"alpha":.02,"beta":1,"normalized":True})

with open(file, "w") as out:
    json.dump({"about": {"what": f"random graphs of seeds from {first_seed}"}, "graphs": graphs, "facts": facts}, out)
print(f"{len(graphs)} graphs, {len(facts)} facts")
