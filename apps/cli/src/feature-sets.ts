/** What the names of feature sets mean, for the help of commands that take one. */
export const FEATURE_SETS_HELP: string = `
Feature sets (several are joined by +; layers count from 0, in the order of \`zoo info\`):
  wstats-layers:L-qts:Q  of the bias and of the kernel of each layer in the list L: the percentiles in the
                         list Q, standard deviation and mean
  wstats-glob            of all weights together: percentiles 0, 25, 50, 75, 100, standard deviation and mean
  wnorm-layers:L-l1      of the bias and of the kernel of each layer: the L1 norm; with l2 the L2 norm
  weights                every weight; weights.K: those of layer K
  hyper                  initialiser and activation one-hot, learning_rate, init_std, l2reg, train_fraction,
                         dropout; the optimizer is not among them, as in the paper: hyper+hyper.optimizer
  hyper.NAME             one hyperparameter`;
