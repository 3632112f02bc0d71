/// The steps of a workflow manifest and the edges between them.
struct WorkflowGraph {
    private(set) var steps: [String] = []
    private(set) var known: Set<String> = []
    /// Where edges lead from each step.
    private var next: [String: [String]] = [:]

    /// Adds a step; false if it is there already.
    mutating func add(_ step: String) -> Bool {
        guard known.insert(step).inserted else { return false }
        steps.append(step)
        return true
    }

    mutating func addEdge(from: String, to: String) { next[from, default: []].append(to) }

    /// A step that leads back to itself; nil if there is none.
    var cycle: String? {
        var waiting: [String: Int] = [:]
        for step in steps { waiting[step] = 0 }
        for step in next.values.joined() { waiting[step, default: 0] += 1 }
        var free = steps.filter { waiting[$0] == 0 }
        var done = 0
        while let step = free.popLast() {
            done += 1
            for later in next[step] ?? [] {
                waiting[later, default: 0] -= 1
                if waiting[later] == 0 { free.append(later) }
            }
        }
        return done == steps.count ? nil : steps.first { waiting[$0, default: 0] > 0 }
    }

    /// The steps to which no edge leads from a start.
    func unreachable(from start: String) -> [String] {
        var reached: Set<String> = [start]
        var open = [start]
        while let step = open.popLast() {
            for later in next[step] ?? [] where reached.insert(later).inserted {
                open.append(later)
            }
        }
        return steps.filter { !reached.contains($0) }
    }
}

extension BlueprintReader {
    /// Checks the graph of a workflow manifest: known names, no cycle, nothing left aside.
    mutating func checkGraph(_ field: JSONField) {
        guard let members = object(field, .manifest) else { return }
        var graph = WorkflowGraph()
        for step in list("steps", members) {
            let id = read(.manifest) { () throws(JSONFault) in
                try step.anyObject().required("id").nonEmptyString()
            }
            if let id, !graph.add(id) { noteTwice(id, step.pointer) }
        }
        for edge in list("edges", members) {
            guard let from = step("from", of: edge, graph), let to = step("to", of: edge, graph)
            else { continue }
            graph.addEdge(from: from, to: to)
        }
        let place = field.pointer.appending("edges")
        if let step = graph.cycle {
            note(
                .workflowCycle, "The step '\(step)' leads back to itself.",
                help: "Take out an edge of the circle.", .manifest, place)
        }
        guard let source = members.optional("source")?.value.string else { return }
        guard graph.known.contains(source) else { return }
        for step in graph.unreachable(from: source) {
            note(
                .workflowUnreachable,
                "No edge leads from '\(source)' to the step '\(step)'.",
                help: "Add an edge to it, or take it out.", .manifest, place)
        }
    }

    /// The elements of a list that must have one.
    private mutating func list(_ key: String, _ members: JSONMembers) -> [JSONField] {
        read(.manifest) { () throws(JSONFault) -> [JSONField]? in
            let field = try members.required(key)
            let elements = try field.array()
            if elements.isEmpty { throw field.fault(.breaksRule("at least one is needed")) }
            return elements
        } ?? []
    }

    mutating func noteTwice(_ name: String, _ pointer: JSONPointer) {
        note(
            .manifestNameTwice, "The name '\(name)' is there twice.",
            help: "Give each a name of its own.", .manifest, pointer)
    }

    private mutating func step(
        _ key: String, of edge: JSONField, _ graph: WorkflowGraph
    ) -> String? {
        let name = read(.manifest) { () throws(JSONFault) in
            try edge.anyObject().required(key).nonEmptyString()
        }
        guard let name else { return nil }
        if graph.known.contains(name) { return name }
        noteUnknown(name, among: graph.steps, edge.pointer.appending(key))
        return nil
    }

    /// Notes a name that leads to no step or node.
    mutating func noteUnknown(_ name: String, among known: [String], _ pointer: JSONPointer) {
        if issues.isFull { return }
        let near = Spelling.nearest(to: name, in: known)
        note(
            .manifestUnknownName,
            "There is no '\(name)'." + (near.map { " Did you mean '\($0)'?" } ?? ""),
            help: known.isEmpty
                ? "Add it under steps." : "Name one that is there: \(Self.some(known)).",
            .manifest, pointer,
            actual: name)
    }

    /// The first names of a list.
    static func some(_ names: [String]) -> String {
        names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
    }
}
