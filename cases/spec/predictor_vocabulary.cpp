// The keys of [predictor]: chain lengths, network, data, training.
#include "cases/spec/vocabulary.hpp"

namespace quenchmark::cases {

namespace {

constexpr Range chain_length{2.0, 10.0};
constexpr Range count{1.0, 1e6};

void describe_network(CaseVisitor& v, PredictorNetworkSpec& n) {
  v.field(
      {.key = "width", .meaning = "features of the encodings and of the SRU layers", .range = {1.0, 1024.0}},
      &n.width);
  v.field(
      {.key = "hidden", .meaning = "features between the two fully connected layers", .range = {1.0, 4096.0}},
      &n.hidden);
  v.field({.key = "layers", .meaning = "SRU layers", .range = {1.0, 16.0}}, &n.layers);
}

void describe_data(CaseVisitor& v, PredictorDataSpec& d) {
  v.field(
      {.key = "ensemble",
       .meaning = "random start states; product: every spin uniform on its Bloch sphere; haar: uniform among "
                  "all states; both: half and half"},
      choice(d.ensemble));
  v.field({.key = "steps",
           .meaning = "length of the trajectories of training and validation",
           .unit = "output_dt",
           .range = {1.0, 1e5}},
          &d.steps);
  v.field({.key = "training", .meaning = "trajectories per chain length to learn from", .range = count},
          &d.training);
  v.field(
      {.key = "validation", .meaning = "trajectories per chain length that choose the epoch", .range = count},
      &d.validation);
  v.field({.key = "test", .meaning = "unseen states per chain length that are predicted", .range = count},
          &d.test);
}

void describe_training(CaseVisitor& v, PredictorTrainingSpec& t, bool trains, bool from_scratch) {
  constexpr const char* when = "weights to be trained";
  v.field({.key = "epochs",
           .meaning = "epochs of training",
           .range = {1.0, 1e6},
           .applies = from_scratch,
           .when = when},
          &t.epochs);
  v.field({.key = "batches",
           .meaning = "batches per epoch and chain length",
           .range = count,
           .applies = trains,
           .when = when},
          &t.batches);
  v.field({.key = "batch_amplitudes",
           .meaning = "amplitudes of all states of a batch together; each state has 2^N",
           .range = {1.0, 1e7},
           .applies = trains,
           .when = when},
          &t.batch_amplitudes);
  v.field({.key = "window",
           .meaning = "steps of a training sequence, which begins anywhere in a trajectory",
           .unit = "output_dt",
           .range = {1.0, 1e5},
           .applies = trains,
           .when = when},
          &t.window);
  v.field({.key = "free_epochs",
           .meaning =
               "the last epochs, which run on their own predictions instead of the exact states; validation "
               "keeps to the exact states, so that epochs can be compared",
           .range = {0.0, 1e6},
           .applies = trains,
           .when = when},
          &t.free_epochs);
  v.field({.key = "patience",
           .meaning = "epochs without a better validation loss that end the training; 0: never",
           .range = {0.0, 1e6},
           .applies = trains,
           .when = when},
          &t.patience);
  v.field({.key = "rate",
           .meaning = "learning rate of Adam at the start",
           .range = positive,
           .applies = trains,
           .when = when},
          &t.rate);
  v.field({.key = "rate_end",
           .meaning = "learning rate at the end of its cosine",
           .range = positive,
           .applies = trains,
           .when = when},
          &t.rate_end);
  v.field({.key = "dropout",
           .meaning = "share of the features that a training step leaves out",
           .range = {0.0, 0.9},
           .applies = trains,
           .when = when},
          &t.dropout);
}

}  // namespace

void describe_predictor(CaseVisitor& v, PredictorSpec& p) {
  v.field({.key = "lengths",
           .meaning = "chain lengths that one set of weights is trained on and predicts",
           .unit = "spins",
           .range = chain_length,
           .required = true},
          &p.lengths);
  v.field({.key = "fine_tuned",
           .meaning = "further chain lengths; for each the weights are trained on, and others from scratch",
           .unit = "spins",
           .range = chain_length,
           .default_text = "none"},
          &p.fine_tuned);
  v.field({.key = "fine_tuning_epochs",
           .meaning = "epochs of fine-tuning, and of training from scratch beside it",
           .range = {1.0, 1e6},
           .applies = !p.fine_tuned.empty(),
           .when = "fine_tuned to be given"},
          &p.fine_tuning_epochs);
  v.field({.key = "weights",
           .meaning = "trained weights to predict with, relative to the case file",
           .default_text = "none: train them"},
          &p.weights);
  v.field({.key = "seed", .meaning = "seed of start weights, training sequences and dropout"}, &p.seed);
  v.field({.key = "device", .meaning = "where LibTorch trains: cpu, cuda, cuda:1, ..."}, &p.device);
  v.field({.key = "renormalise", .meaning = "divide every predicted state by its norm"}, &p.renormalise);
  v.field({.key = "timed_batches",
           .meaning = "batch sizes at which prediction and exact evolution are timed",
           .unit = "states",
           .range = {1.0, 1e6},
           .default_text = "none"},
          &p.timed_batches);
  if (v.enter({"network", "sizes of the network"}, true)) {
    describe_network(v, p.network);
    v.leave();
  }
  if (v.enter({"data", "exact trajectories of random states, drawn by protocol.random_seed"}, true)) {
    describe_data(v, p.data);
    v.leave();
  }
  if (v.enter({"training", "how the weights are found"}, true)) {
    describe_training(v, p.training, p.trains(), p.weights.empty());
    v.leave();
  }
}

}  // namespace quenchmark::cases
