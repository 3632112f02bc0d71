/// The steps of a workflow manifest and the edges between them.
struct WorkflowGraph {
    var steps: [String] = []
    var edges: [(from: String, to: String)] = []

    /// A step that leads back to itself; nil if there is none.
    var cycle: String? {
        var waiting: [String: Int] = [:]
        for step in steps { waiting[step] = 0 }
        for edge in edges { waiting[edge.to, default: 0] += 1 }
        var free = steps.filter { waiting[$0] == 0 }
        var done = 0
        while let step = free.popLast() {
            done += 1
            for edge in edges where edge.from == step {
                waiting[edge.to, default: 0] -= 1
                if waiting[edge.to] == 0 { free.append(edge.to) }
            }
        }
        return done == steps.count ? nil : steps.first { waiting[$0, default: 0] > 0 }
    }

    /// The steps to which no edge leads from a start.
    func unreachable(from start: String) -> [String] {
        var reached: Set<String> = [start]
        var open = [start]
        while let step = open.popLast() {
            for edge in edges where edge.from == step && reached.insert(edge.to).inserted {
                open.append(edge.to)
            }
        }
        return steps.filter { !reached.contains($0) }
    }
}

extension BlueprintReader {
    /// Checks the graph of a workflow manifest: known names, no cycle, nothing left aside.
    mutating func checkGraph(_ field: JSONField) {
        guard
            let members = read(
                .manifest, "manifest", { () throws(JSONFault) in try field.anyObject() })
        else { return }
        var graph = WorkflowGraph()
        for step in list("steps", members) {
            if let id = id(step, graph.steps) { graph.steps.append(id) }
        }
        for edge in list("edges", members) {
            guard let from = step("from", of: edge, graph), let to = step("to", of: edge, graph)
            else { continue }
            graph.edges.append((from, to))
        }
        let place = field.pointer.appending("edges")
        if let step = graph.cycle {
            note(
                "manifest.workflow_cycle", "The step '\(step)' leads back to itself.",
                help: "Take out an edge of the circle.", .manifest, place)
        }
        guard let source = members.optional("source")?.value.string else { return }
        for step in graph.unreachable(from: source) where graph.steps.contains(source) {
            note(
                "manifest.workflow_unreachable",
                "No edge leads from '\(source)' to the step '\(step)'.",
                help: "Add an edge to it, or take it out.", .manifest, place)
        }
    }

    /// The elements of a list that must have one.
    private mutating func list(_ key: String, _ members: JSONMembers) -> [JSONField] {
        read(.manifest, "manifest") { () throws(JSONFault) -> [JSONField]? in
            let field = try members.required(key)
            let elements = try field.array()
            if elements.isEmpty { throw field.fault(.breaksRule("at least one is needed")) }
            return elements
        } ?? []
    }

    private mutating func id(_ step: JSONField, _ known: [String]) -> String? {
        let id = read(.manifest, "manifest") { () throws(JSONFault) in
            try step.anyObject().required("id").nonEmptyString()
        }
        guard let id, known.contains(id) else { return id }
        noteTwice(id, step.pointer)
        return nil
    }

    mutating func noteTwice(_ name: String, _ pointer: JSONPointer) {
        note(
            "manifest.name_twice", "The name '\(name)' is there twice.",
            help: "Give each a name of its own.", .manifest, pointer)
    }

    private mutating func step(
        _ key: String, of edge: JSONField, _ graph: WorkflowGraph
    ) -> String? {
        let name = read(.manifest, "manifest") { () throws(JSONFault) in
            try edge.anyObject().required(key).nonEmptyString()
        }
        guard let name else { return nil }
        if graph.steps.contains(name) { return name }
        noteUnknown(name, among: graph.steps, edge.pointer.appending(key))
        return nil
    }

    /// Notes a name that leads to no step or node.
    mutating func noteUnknown(_ name: String, among known: [String], _ pointer: JSONPointer) {
        let near = Spelling.nearest(to: name, in: known)
        note(
            "manifest.unknown_name",
            "There is no '\(name)'." + (near.map { " Did you mean '\($0)'?" } ?? ""),
            help: "Name one that is there: \(known.joined(separator: ", ")).", .manifest, pointer,
            actual: name)
    }
}
