import { createContext, useContext } from 'react';
import { makeTheme, type Theme } from '../theme/theme.ts';

export const ThemeContext = createContext<Theme>(makeTheme('mono', false));

export const useTheme = (): Theme => useContext(ThemeContext);
