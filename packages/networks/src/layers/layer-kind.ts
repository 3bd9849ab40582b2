import type { GenericSchema } from "valibot";

/** Height, width and channels of what passes from one layer to the next; 1 x 1 where only channels are left. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A tensor of a layer. */
export interface LayerTensor {
  /** The tensor's role, `kernel`, `bias`, …, as in the name of the tensor in a layout. */
  readonly role: string;
  readonly shape: readonly number[];
}

/** The windows in which a layer reads its inputs. */
export interface Window {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
}

/**
 * One kind of layer: all that the package needs to know about the kind outside the kernels. `Spec` describes
 * one layer of the kind.
 */
export interface LayerKind<Spec extends { readonly kind: string } = { readonly kind: string }> {
  readonly kind: Spec["kind"];
  /**
   * The schema of a layer of the kind in JSON. Fields with a default may be left out: a convolution is 3 x 3 with a stride of 1, an epsilon
   * is 1e-3, and convolutions and dense layers are activated.
   */
  readonly schema: GenericSchema<unknown, Spec>;
  /** The number by which the kernels know the kind. */
  readonly number: number;
  /** Its name in a layout where the description has none: `conv2d`, then `conv2d_1`, …. */
  readonly defaultName: string;
  /** Whether a layer of this kind can be the first, whose input is the image. */
  readonly takesImages: boolean;
  /**
   * Computes the shape of the layer's outputs.
   *
   * @throws UsageError where the description is out of range, or such a layer cannot follow that input
   */
  outputShape(layer: Spec, input: Shape): Shape;
  /** The layer's tensors in the order of the flat vector; empty where it has none. */
  tensors(layer: Spec, input: Shape): readonly LayerTensor[];
  /** The window in which the layer sees its inputs; 1 x 1 where it sees each alone. */
  window(layer: Spec): Window;
  /**
   * The layer that has these tensors; undefined where no layer of this kind has. Kinds without tensors recognise nothing.
   *
   * @param tensors of one layer of a layout, by role
   */
  recognise?(tensors: ReadonlyMap<string, readonly number[]>, unseen: Unseen): Spec | undefined;
}

/** Properties of a layer that its tensors do not reveal. */
export interface Unseen {
  /** The stride of the convolutions. */
  readonly stride: number;
}

/** Returns whether a layer has exactly the tensors of these roles. */
export function hasRoles(tensors: ReadonlyMap<string, unknown>, roles: readonly string[]): boolean {
  return tensors.size === roles.length && roles.every((role) => tensors.has(role));
}

export const ONE_PIXEL: Window = { height: 1, width: 1, stride: 1 };
