import MNCore

/// An inventory in which each machine is a document of its own: elements of a list, or files of a folder.
package struct MachineInventory {
    package enum Kind: String, CaseIterable, Sendable {
        case kubernetes, ansible, jamf, glpi

        /// What it is, for a list.
        package var words: String {
            switch self {
            case .kubernetes: "kubectl get nodes -o json"
            case .ansible: "a folder of ansible -m setup --tree, with HOST.xml of nvidia-smi -q -x"
            case .jamf: "computers-inventory of Jamf Pro, as JSON"
            case .glpi: "a folder of inventories of the GLPI agent or FusionInventory"
            }
        }

        fileprivate func machine(_ document: JSON, name: String) throws(NotTaken) -> ReportedMachine
        {
            switch self {
            case .kubernetes: try KubernetesNode.machine(document)
            case .ansible: try AnsibleHost.machine(document, name: name)
            case .jamf: try JamfComputer.machine(document)
            case .glpi: try GLPIComputer.machine(document, name: name)
            }
        }
    }

    private let kind: Kind
    private var gathered: FleetImport

    private init(_ kind: Kind, _ options: FleetImport.Options) {
        self.kind = kind
        gathered = FleetImport(kind: kind.rawValue, options)
    }

    /// Reads one file: a list of machines, or one.
    ///
    /// - Parameters:
    ///   - name: the file, as the user would name it.
    ///   - next: the bytes from an offset on, none at the end.
    /// - Throws: an `InventoryFault`, or what `next` throws.
    package static func fleet(
        _ kind: Kind, name: String, _ options: FleetImport.Options,
        next: @escaping (_ offset: Int) throws -> [UInt8]
    ) async throws -> Fleet {
        var inventory = MachineInventory(kind, options)
        var elements = JSONElements(keys: ["items", "results"])
        var pieces = Pieces(next: next)
        var piece = try pieces.text { inventory.gathered.note($0) }
        guard let byte = piece.first(where: { !$0.isWhitespace }) else {
            throw InventoryFault.empty(name)
        }
        if kind == .glpi, byte == UInt8(ascii: "<") {
            throw InventoryFault.notOfKind(
                name, kind: kind.rawValue, why: "it is XML; name the folder that it lies in")
        }
        guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else {
            throw InventoryFault.notOfKind(name, kind: kind.rawValue, why: "it is no JSON")
        }
        do {
            while !piece.isEmpty {
                try elements.read(piece) { inventory.take($0, name: name) }
                await inventory.gathered.settle()
                piece = try pieces.text { inventory.gathered.note($0) }
            }
            try elements.finish { inventory.take($0, name: name) }
        } catch let fault as JSONElements.Fault {
            throw InventoryFault(fault, name, after: elements.count)
        }
        for (key, total) in elements.totals.sorted(by: { $0.key < $1.key })
        where key == "totalCount" && total > elements.count {
            inventory.gathered.assume(
                "The inventory says that there are \(total); \(elements.count) are in this file.")
        }
        return try inventory.gathered.fleet(name: name)
    }

    /// Reads a folder with a file for each machine.
    ///
    /// - Parameters:
    ///   - names: of its files, sorted.
    ///   - read: the bytes of one.
    package static func fleet(
        _ kind: Kind, folder: String, _ names: [String], _ options: FleetImport.Options,
        read: (String) throws -> [UInt8]
    ) async throws -> Fleet {
        var inventory = MachineInventory(kind, options)
        let beside = kind == .ansible ? Set(names.filter { $0.hasSuffix(".xml") }) : []
        for name in names where !beside.contains(name) {
            let bytes = try read(name)
            inventory.gathered.note(bytes)
            let stem = name.hasSuffix(".json") ? String(name.dropLast(5)) : name
            var nvidia: [UInt8]?
            if beside.contains("\(stem).xml") {
                let text = try read("\(stem).xml")
                inventory.gathered.note(text)
                nvidia = text
            }
            if let document = document(bytes) {
                inventory.take(document, name: stem, nvidia: nvidia)
            } else {
                inventory.gathered.leaveOut("a file that is neither JSON nor XML, or is cut")
            }
            await inventory.gathered.settle()
        }
        return try inventory.gathered.fleet(name: folder)
    }

    private static func document(_ bytes: [UInt8]) -> JSON? {
        if bytes.first(where: { !$0.isWhitespace && $0 < 0x80 }) == UInt8(ascii: "<") {
            guard let root = try? XMLReader.read(bytes, limit: Document.sizeLimit) else {
                return nil
            }
            return [root.name.lowercased(): GLPIComputer.json(root)]
        }
        return try? JSON.parse(bytes)
    }

    private mutating func take(_ document: JSON, name: String, nvidia: [UInt8]? = nil) {
        do throws(NotTaken) {
            var machine = try kind.machine(document, name: name)
            machine.nvidiaText = nvidia
            gathered.add(machine)
        } catch { gathered.leaveOut(error.reason) }
    }
}
