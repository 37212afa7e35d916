export { StationConfig } from './station.config';
