import MNCore

/// A node as `kubectl get nodes -o json` lists it, with the labels of NVIDIA's and AMD's programs.
///
/// GPU Feature Discovery tells the memory of one GPU in MiB; of nodes with two models it names one
/// (NVIDIA/gpu-feature-discovery#13); under MIG's strategy `single` its labels are those of slices.
enum KubernetesNode {
    static func machine(_ node: JSON) throws(NotTaken) -> ReportedMachine {
        guard let info = node["status"]?["nodeInfo"], info.object != nil else {
            throw NotTaken("it is no node")
        }
        let labels = node["metadata"]?["labels"]
        func label(_ name: String) -> String? { labels?[name]?.string }
        var machine = ReportedMachine()
        machine.system = info["operatingSystem"]?.string
        machine.processor = info["architecture"]?.string
        machine.model = label("node.kubernetes.io/instance-type")
        machine.boardWords = [label("nvidia.com/gpu.machine"), info["kernelVersion"]?.string]
        machine.identity = [
            node["metadata"]?["uid"]?.string ?? info["systemUUID"]?.string
                ?? node["metadata"]?["name"]?.string
        ].compactMap(\.self)
        machine.names = names(node)
        let capacity = node["status"]?["capacity"]
        if let text = capacity?["memory"]?.string {
            machine.memory =
                quantity(text).map { .value($0) } ?? .unknown("its memory is no quantity")
        }
        let whole = (capacity?["nvidia.com/gpu"]?.string).flatMap { Int($0) }
        let members = labels?.object ?? JSONObject()
        machine.gpus = gpus(members, label, whole: whole)
        // Of boards of which some are divided and some may be whole, slices alone are listed.
        if !slices(members).isEmpty, whole == nil { machine.listedVendors.remove(.nvidia) }
        // That there is no GPU is said of NVIDIA's alone.
        if label("nvidia.com/gpu.present") == "false" { machine.listedVendors = [.nvidia] }
        let count = Int(label("nvidia.com/gpu.count") ?? "") ?? 0
        let replicas = max(Int(label("nvidia.com/gpu.replicas") ?? "") ?? 1, 1)
        if (whole ?? 0) / replicas > count { machine.listedVendors = [] }
        return machine
    }

    /// All that names the node: its addresses, and what the cloud and the system call it.
    private static func names(_ node: JSON) -> [String] {
        let (metadata, info) = (node["metadata"], node["status"]?["nodeInfo"])
        let names = [
            metadata?["name"], metadata?["uid"], info?["systemUUID"], info?["machineID"],
            info?["bootID"], metadata?["labels"]?["kubernetes.io/hostname"],
            node["spec"]?["providerID"], node["spec"]?["podCIDR"],
        ].compactMap { $0?.string }
        let addresses = node["status"]?["addresses"]?.array ?? []
        return names + addresses.compactMap { $0["address"]?.string }
    }

    /// Nil where no label tells whether there are GPUs.
    ///
    /// - Parameter whole: how many GPUs of NVIDIA's are offered that are not divided; nil if that is not told.
    private static func gpus(
        _ labels: JSONObject, _ label: (String) -> String?, whole: Int?
    ) -> [ReportedGPU]? {
        var gpus: [ReportedGPU] = []
        if let product = label("nvidia.com/gpu.product") {
            gpus += nvidia(product, labels, label, whole: whole)
        }
        gpus += amd(labels, label)
        if !gpus.isEmpty { return gpus }
        // Node Feature Discovery lists the display controllers of the bus, the co-processors and the processing
        // accelerators (its `deviceClassWhitelist`; pci.ids, classes 03, 0b40, 12).
        let displays = labels.members.filter { $0.value.string != "false" && isOfGPU($0.key) }
            .map(\.key)
        if !displays.isEmpty {
            let vendors = [("10de", "NVIDIA device"), ("1002", "AMD device")]
            return vendors.filter { vendor, _ in displays.contains { $0.contains(vendor) } }
                .map { ReportedGPU($0.1) }
        }
        return label("nvidia.com/gpu.present") == "false"
            && label("beta.amd.com/gpu.family") == nil ? [] : nil
    }

    /// Whether a label names a class of devices among which GPUs are, and a vendor: `pci-0302_10de.present`; of
    /// one without a class it is not told what it is.
    private static func isOfGPU(_ key: String) -> Bool {
        let prefix = "feature.node.kubernetes.io/pci-"
        guard key.hasPrefix(prefix) else { return false }
        let parts = key.dropFirst(prefix.count).prefix { $0 != "." }.split(separator: "_")
        return parts.count > 1 && parts[0].count == 4
            && ["03", "0b40", "12"].contains(where: parts[0].hasPrefix)
    }

    /// The sizes of the slices of boards that are divided, under MIG's strategy `mixed`.
    private static func slices(_ labels: JSONObject) -> [JSON] {
        labels.members.filter {
            $0.key.hasPrefix("nvidia.com/mig-") && $0.key.hasSuffix(".memory")
        }.map(\.value)
    }

    private static func nvidia(
        _ product: String, _ labels: JSONObject, _ label: (String) -> String?, whole: Int?
    ) -> [ReportedGPU] {
        var gpu = ReportedGPU(product.replacing("-", with: " "), manufacturer: "NVIDIA")
        let numbers = ["major", "minor", "rev"].map { label("nvidia.com/cuda.driver.\($0)") }
        let version =
            label("nvidia.com/cuda.driver-version.full")
            ?? (numbers[0] == nil
                ? nil
                : numbers.prefix { $0?.isEmpty == false }.compactMap(\.self).joined(separator: "."))
        gpu.driver =
            version.flatMap(ReportedMachine.shown).map { .value($0) }
            ?? .unknown("no label has the driver")
        if let major = label("nvidia.com/gpu.compute.major"),
            let minor = label("nvidia.com/gpu.compute.minor")
        {
            gpu.generation = ReportedMachine.shown("\(major).\(minor)")
        }
        let parts = slices(labels).map { size in
            var part = gpu
            part.memory = mebibytes(size.string)
            part.isExact = true
            return part
        }
        gpu.memory = mebibytes(label("nvidia.com/gpu.memory"))
        gpu.isExact = product.uppercased().contains("-MIG-")
        // Of a board that is divided the slices are what a runner gets, and beside it there may be a whole one.
        return parts.isEmpty || (whole ?? 0) > 0 ? [gpu] + parts : parts
    }

    private static func mebibytes(_ text: String?) -> Testimony<ByteCount> {
        guard let text, let count = Int(text), count > 0,
            let size = ByteCount.mebibytes(exactly: count), size <= MemorySize.believable
        else { return .unknown("no label has the memory of a GPU") }
        return .value(size)
    }

    /// AMD's labeller puts values into keys: `beta.amd.com/gpu.vram.16G`.
    private static func amd(
        _ labels: JSONObject, _ label: (String) -> String?
    ) -> [ReportedGPU] {
        let prefixes = ["amd.com/gpu.", "beta.amd.com/gpu."]
        guard labels.keys.contains(where: { key in prefixes.contains(where: key.hasPrefix) }) else {
            return []
        }
        /// Of a node whose cards differ there are several.
        func values(_ name: String) -> [String] {
            for prefix in prefixes {
                if let text = label("\(prefix)\(name)"), text.count > 1 { return [text] }
                let keys = labels.keys.filter { $0.hasPrefix("\(prefix)\(name).") }
                if !keys.isEmpty {
                    return keys.map { String($0.dropFirst(prefix.count + name.count + 1)) }
                }
            }
            return []
        }
        let names = values("product-name").uniqued()
        var gpu = ReportedGPU(
            names.count == 1 ? names[0].replacing("_", with: " ") : "AMD GPU", manufacturer: "AMD")
        let told = values("vram")
        let sizes = told.compactMap { quantity($0 + ($0.hasSuffix("G") ? "i" : "")) }.uniqued()
        if sizes.count == 1, told.count == 1 {
            gpu.memory = .value(sizes[0])
        } else if sizes.count > 1, sizes.count == told.count {
            gpu.memory = .oneOf(sizes.sorted())
        }
        return [gpu]
    }

    /// A quantity of Kubernetes: `263856124Ki`, `8Gi`, `16G`, a plain number of bytes.
    static func quantity(_ text: String) -> ByteCount? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let factors: [String: Double] = [
            "": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "m": 1e-3,
            "Ki": 0x1p10, "Mi": 0x1p20, "Gi": 0x1p30, "Ti": 0x1p40,
        ]
        guard let count = Double(digits), count.isFinite,
            let factor = factors[String(text.dropFirst(digits.count))]
        else { return nil }
        let size = ByteCount(count * factor)
        return size > .zero && size <= MemorySize.believable ? size : nil
    }
}
