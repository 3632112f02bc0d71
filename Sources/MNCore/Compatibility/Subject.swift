/// What a rule is asked about: a model and one GPU of a machine, or none.
struct Subject {
    enum Device: Hashable, Sendable {
        case gpu(GPU)
        /// It cannot be told whether the machine has a GPU of this vendor.
        case unknown(Hardware.UnknownVendor)
        case none
    }

    let model: Model
    let backend: Backend
    let hardware: Hardware
    let device: Device
    /// The same as the conditions see it.
    let input: RuleInput

    init(
        model: Model, backend: Backend, hardware: Hardware, device: Device, policy: Policy
    ) {
        self.model = model
        self.backend = backend
        self.hardware = hardware
        self.device = device
        var input = RuleInput(model, backend, hardware, policy)
        switch device {
        case .gpu(let gpu): input.look(at: gpu, hardware)
        case .unknown(let unknown): input.look(atUnknown: unknown.vendor)
        case .none: break
        }
        self.input = input
    }

    /// The GPU that is judged, if there is one.
    var gpu: GPU? {
        if case .gpu(let gpu) = device { gpu } else { nil }
    }

    /// The minimum that the memory of the GPU is measured against.
    func minimum(for gpu: GPU) -> Requirements.Minimum {
        RuleInput.minimum(model.requirements, gpu.pool)
    }
}
