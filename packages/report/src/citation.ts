/** The BibTeX entries of the paper that is reproduced, and of the program that wrote the results. */
export function citation(weightcast: string): string {
  return `@misc{unterthiner2020predicting,
  title         = {Predicting Neural Network Accuracy from Weights},
  author        = {Unterthiner, Thomas and Keysers, Daniel and Gelly, Sylvain and Bousquet, Olivier and Tolstikhin, Ilya},
  year          = {2020},
  eprint        = {2002.11448},
  archivePrefix = {arXiv},
  primaryClass  = {stat.ML}
}

@software{weightcast,
  title   = {Weightcast: predicting the accuracy of neural networks from their weights},
  author  = {{The Weightcast authors}},
  version = {${weightcast.replaceAll(/[^\w.+-]/g, "")}},
  license = {Apache-2.0}
}
`;
}
